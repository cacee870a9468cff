import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Simulator } from '../../src/simulator/simulator.js';
import type { RunSummary } from '../../workflows/run/run-summary.js';
import { openReplicator, type Replicator } from '../support/replicator.js';
import { planOf, sourceCaches } from '../support/sources.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Refusals by code in one region. */
function refusals(simulator: Simulator, region: string, code: string): number {
  return simulator.calls().filter((call) => call.region === region && call.code === code).length;
}

describe('a region that is full', () => {
  let env: TestWorkflowEnvironment;
  let replicator: Replicator | undefined;
  beforeEach(async () => {
    env = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: inject('testServerPath') } },
    });
  });
  afterEach(async () => {
    await replicator?.close();
    await env.teardown();
  });

  async function replicate(plan: object, scenario: object): Promise<{ summary: RunSummary; simulator: Simulator }> {
    replicator = await openReplicator({ address: env.address, scenario, clock: () => env.currentTimeMs() });
    const { simulator, taskQueue } = replicator;
    const summary = await env.client.workflow.execute('replicate', {
      taskQueue,
      workflowId: 'replicate-full',
      args: [{ plan }],
    });
    return { summary, simulator };
  }

  it('is outlasted for 20 hours with 40 copies waiting, at a bounded number of calls', async () => {
    const policy = { maxInFlight: 10, capacity: { firstRetry: '30s', maxRetry: '10m', giveUpAfter: '24h' }, ready: {} };
    const plan = planOf({ name: 'full', caches: 40, regions: ['cn-beijing'], policy });
    const { summary, simulator } = await replicate(plan, {
      sources: sourceCaches(40),
      copyTime: '1m',
      regions: { 'cn-beijing': { quotaLiftsAfter: '20h' } },
    });
    expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: 40 } });
    expect(simulator.ledger()).toMatchObject({ billed: { length: 40 }, duplicates: [] });
    expect(refusals(simulator, 'cn-beijing', 'QuotaExceeded')).toBeLessThanOrEqual(
      (20 * HOUR) / (10 * MINUTE) + 10 + 20,
    );
  });
});
