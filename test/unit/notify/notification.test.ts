import { describe, expect, it } from 'vitest';
import { sampleNotification } from './support/sample-notification.js';

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
      'Replication of weights is waiting for approval of wave 1: 22 of 24 copies ready (3 adopted), 2 failed.',
    ],
  ] as const)('with %j says so in one sentence', (change, message) => {
    expect(sampleNotification(change)).toMatchObject({ version: 1, event: change.event, message });
  });

  it('stays small, however long the reason is', () => {
    const { reason, message } = sampleNotification({ reason: 'x'.repeat(10_000) });
    expect(reason).toHaveLength(500);
    expect(message.length).toBeLessThan(700);
  });
});
