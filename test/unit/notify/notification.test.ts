import { describe, expect, it } from 'vitest';
import { notification } from '../../../src/notify/notification.js';
import { noCopies } from '../../../src/report/counts.js';

const counts = { ...noCopies(), planned: 24, ready: 22, adopted: 3, failed: 2 };

function told(change: Partial<Parameters<typeof notification>[0]>) {
  return notification({
    event: 'partial',
    plan: 'weights',
    planDigest: 'd1gest',
    workflowId: 'replicate-weights',
    runId: 'run-1',
    sourceRegion: 'cn-hongkong',
    at: '2026-11-02T10:00:00.000Z',
    counts,
    regions: [],
    ...change,
  });
}

describe('a notification', () => {
  it.each([
    [{ event: 'ready' }, 'Replication of weights is ready: 22 of 24 copies ready (3 adopted), 2 failed.'],
    [{ event: 'partial' }, 'Replication of weights is partly ready: 22 of 24 copies ready (3 adopted), 2 failed.'],
    [
      { event: 'failed', reason: 'the deadline has passed' },
      'Replication of weights failed: 22 of 24 copies ready (3 adopted), 2 failed; the deadline has passed.',
    ],
    [{ event: 'cancelled' }, 'Replication of weights was cancelled: 22 of 24 copies ready (3 adopted), 2 failed.'],
    [
      { event: 'paused', reason: 'by ops' },
      'Replication of weights is paused: 22 of 24 copies ready (3 adopted), 2 failed; by ops.',
    ],
    [
      { event: 'approval', wave: 1 },
      'Replication of weights waits for the approval of wave 1: 22 of 24 copies ready (3 adopted), 2 failed.',
    ],
  ] as const)('of %j says so in one sentence', (change, message) => {
    expect(told(change)).toMatchObject({ version: 1, event: change.event, message });
  });

  it('stays small, however long the reason is', () => {
    const { reason, message } = told({ reason: 'x'.repeat(10_000) });
    expect(reason).toHaveLength(500);
    expect(message.length).toBeLessThan(700);
  });
});
