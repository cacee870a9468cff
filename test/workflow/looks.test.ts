import { describe, expect, it } from 'vitest';
import { planOf, sourceCaches } from '../support/sources.js';
import { useTimeSkipping } from '../support/time-skipping.js';

const REGION = 'cn-beijing';
const POLL_EVERY_MS = 5 * 60_000;

describe('a region whose copies are Available at once', () => {
  const time = useTimeSkipping();

  it('waits for `pollEvery` with its first window alone; those that follow are looked at once they were asked for', async () => {
    const { simulator, taskQueue } = await time.open({ sources: sourceCaches(60), copyTime: '0s' });
    const plan = planOf({
      name: 'quick',
      caches: 60,
      regions: [REGION],
      policy: { maxInFlight: 20, ready: { pollEvery: '5m' } },
    });
    const run = await time.env.client.workflow.start('replicate', {
      taskQueue,
      workflowId: 'replicate-quick',
      args: [{ plan }],
    });
    expect(await run.result()).toMatchObject({ outcome: 'ready', counts: { ready: 60 } });
    const { startTime, closeTime } = await run.describe();
    const took = Number(closeTime) - Number(startTime);
    expect(took).toBeGreaterThanOrEqual(POLL_EVERY_MS);
    expect(took).toBeLessThan(2 * POLL_EVERY_MS);
    const [survey, windows] = [3, 3];
    expect(simulator.ledger().calls['DescribeDataCaches']?.[REGION]).toBeLessThanOrEqual(survey + 2 * windows);
  });
});
