import { noCopies } from '../../../../src/copies/counts.js';
import { type Notification, notification } from '../../../../src/notify/notification.js';

/** A notification of a run that is ready, changed as a test needs it. */
export function sampleNotification(change: Partial<Parameters<typeof notification>[0]> = {}): Notification {
  return notification({
    event: 'ready',
    plan: 'weights',
    planDigest: 'd1gest',
    workflowId: 'replicate-weights',
    runId: 'run-1',
    sourceRegion: 'cn-hongkong',
    at: '2026-11-02T10:00:00.000Z',
    counts: { ...noCopies(), planned: 24, ready: 22, adopted: 3, failed: 2 },
    regions: [],
    ...change,
  });
}
