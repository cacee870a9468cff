import { defaultPayloadConverter } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import type { Simulator } from '../../src/simulator/simulator.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { summaryOf } from '../support/summary-of.js';
import { useTimeSkipping } from '../support/time-skipping.js';
import type { RegionInput } from '../../workflows/region/region-input.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const policy = { maxInFlight: 10, capacity: { firstRetry: '30s', maxRetry: '10m', giveUpAfter: '24h' }, ready: {} };

describe('a region that is full', () => {
  const time = useTimeSkipping();

  async function replicate(plan: object, scenario: ScenarioInput, memo: Record<string, unknown> = {}) {
    const { simulator, taskQueue } = await time.open(scenario);
    const workflowId = 'replicate-full';
    const handle = await time.env.client.workflow.start('replicate', { taskQueue, workflowId, args: [{ plan }], memo });
    return { outcome: handle.result(), simulator };
  }

  it('fills its window within maxRetry after the lift, although all of its requests once went unanswered', async () => {
    const sources = sourceCaches(20);
    const startedAt = await time.env.currentTimeMs();
    const { outcome, simulator } = await replicate(
      planOf({ name: 'full', caches: 20, regions: ['cn-beijing'], policy: { ...policy, maxInFlight: 20 } }),
      {
        sources,
        copyTime: '1m',
        regions: { 'cn-beijing': { quotaLiftsAfter: '2h' } },
        faults: { copyRefusals: sources.map(({ id }) => ({ source: id, code: 'InternalError', status: 500 })) },
      },
    );
    expect(await outcome).toMatchObject({ outcome: 'ready', counts: { ready: 20 } });
    const { billed, duplicates } = simulator.ledger();
    expect(duplicates).toEqual([]);
    expect(Math.max(...billed.map(({ at }) => at)) - startedAt).toBeLessThan(2 * HOUR + 11 * MINUTE);
  });

  it('and never opens ends its copies at giveUpAfter, across continue-as-new, and affects no other region', async () => {
    const regions = ['cn-beijing', 'cn-shanghai', 'cn-shenzhen'];
    const { outcome, simulator } = await replicate(
      planOf({ name: 'full', caches: 40, regions, policy }),
      // Ten copies are accepted first: giveUpAfter counts from the last of them.
      { sources: sourceCaches(40), copyTime: '1m', regions: { 'cn-beijing': { quota: 10 } } },
      { continueAfterEvents: 60 },
    );
    const summary = await summaryOf(outcome);
    expect(summary.regions.map(({ region, counts: { ready, failed } }) => [region, ready, failed])).toEqual([
      ['cn-beijing', 10, 30],
      ['cn-shanghai', 40, 0],
      ['cn-shenzhen', 40, 0],
    ]);
    expect(new Set(summary.notReady.map(({ code }) => code))).toEqual(new Set(['QuotaExceeded']));
    expect(simulator.ledger().duplicates).toEqual([]);

    const times = refusedAt(simulator, 'cn-beijing');
    const waited = Math.max(...times) - Math.min(...times);
    expect(waited).toBeGreaterThan(23 * HOUR);
    expect(waited).toBeLessThan(25 * HOUR);
    const { continuedFrom, pace } = await begun(time.env, 'replicate-full/cn-beijing');
    expect(continuedFrom).toBeTruthy();
    expect(pace?.allowance).toBeGreaterThan(1);
  });
});

/** When one region answered that its quota is used up, epoch ms of the skipped time. */
function refusedAt(simulator: Simulator, region: string): number[] {
  return simulator
    .calls()
    .flatMap((call) => (call.region === region && call.code === 'QuotaExceeded' ? [call.at] : []));
}

/** How a workflow's latest run began: the run that it was continued from, and the pace that this one handed on. */
async function begun(env: TestWorkflowEnvironment, workflowId: string) {
  const { events } = await env.client.workflow.getHandle(workflowId).fetchHistory();
  const { continuedExecutionRunId, input } = events?.[0]?.workflowExecutionStartedEventAttributes ?? {};
  const region = defaultPayloadConverter.fromPayload<RegionInput>(input?.payloads?.[0] ?? {});
  return { continuedFrom: continuedExecutionRunId, pace: region.carried?.pace };
}
