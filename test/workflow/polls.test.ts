import { describe, expect, it } from 'vitest';
import { planOf, sourceCaches } from '../support/sources.js';
import { useTimeSkipping } from '../support/time-skipping.js';

const REGION = 'cn-beijing';
const POLL_EVERY_MS = 30_000;

describe('the polls of a region’s copies', () => {
  const time = useTimeSkipping();

  /** Runs 100 copies in windows of 20. Returns how long it took and how often the region was described. */
  async function run(copyTime: string) {
    const { simulator, taskQueue } = await time.open({ sources: sourceCaches(100), copyTime });
    const policy = { maxInFlight: 20, ready: { pollEvery: '30s' } };
    const started = await time.env.client.workflow.start('replicate', {
      taskQueue,
      workflowId: 'replicate-polls',
      args: [{ plan: planOf({ name: 'polls', caches: 100, regions: [REGION], policy }) }],
    });
    expect(await started.result()).toMatchObject({ outcome: 'ready', counts: { ready: 100 } });
    const { startTime, closeTime } = await started.describe();
    return {
      took: Number(closeTime) - Number(startTime),
      describes: simulator.ledger().calls['DescribeDataCaches']?.[REGION] ?? 0,
    };
  }

  it('wait for `pollEvery` only with the first window if copies are Available immediately', async () => {
    const { took } = await run('0s');
    expect(took).toBeGreaterThanOrEqual(POLL_EVERY_MS);
    expect(took).toBeLessThan(2 * POLL_EVERY_MS);
  });

  it('are in vain at most once if copies are quick, but not immediate', async () => {
    const { took, describes } = await run('10s');
    expect(took).toBeGreaterThanOrEqual(5 * POLL_EVERY_MS);
    const [survey, windows, inVain] = [1, 5, 1];
    expect(describes).toBe(survey + windows + inVain);
  });
});
