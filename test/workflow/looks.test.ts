import { describe, expect, it } from 'vitest';
import { planOf, sourceCaches } from '../support/sources.js';
import { useTimeSkipping } from '../support/time-skipping.js';

const REGION = 'cn-beijing';
const POLL_EVERY_MS = 30_000;

describe('the looks at a region’s copies', () => {
  const time = useTimeSkipping();

  /** Runs 100 copies in windows of 20, and tells how long it took and how often the region was asked. */
  async function run(copyTime: string) {
    const { simulator, taskQueue } = await time.open({ sources: sourceCaches(100), copyTime });
    const policy = { maxInFlight: 20, ready: { pollEvery: '30s' } };
    const started = await time.env.client.workflow.start('replicate', {
      taskQueue,
      workflowId: 'replicate-looks',
      args: [{ plan: planOf({ name: 'looks', caches: 100, regions: [REGION], policy }) }],
    });
    expect(await started.result()).toMatchObject({ outcome: 'ready', counts: { ready: 100 } });
    const { startTime, closeTime } = await started.describe();
    return {
      took: Number(closeTime) - Number(startTime),
      describes: simulator.ledger().calls['DescribeDataCaches']?.[REGION] ?? 0,
    };
  }

  it('wait for `pollEvery` with the first window alone where copies are Available at once', async () => {
    const { took } = await run('0s');
    expect(took).toBeGreaterThanOrEqual(POLL_EVERY_MS);
    expect(took).toBeLessThan(2 * POLL_EVERY_MS);
  });

  it('are for nothing once at most where copies are quick, but not so quick', async () => {
    const { took, describes } = await run('10s');
    expect(took).toBeGreaterThanOrEqual(5 * POLL_EVERY_MS);
    const [survey, windows, forNothing] = [3, 5, 1];
    expect(describes).toBe(survey + windows + forNothing);
  });
});
