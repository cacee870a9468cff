import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { openReplicator, type Replicator } from '../support/replicator.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { openTimeSkipping } from '../support/time-skipping.js';

const REGION = 'cn-beijing';
const [stuck] = sourceCaches(1);

describe('a region whose first request comes to no end', () => {
  let env: TestWorkflowEnvironment;
  let replicator: Replicator | undefined;
  beforeEach(async () => {
    env = await openTimeSkipping();
  });
  afterEach(async () => {
    await replicator?.close();
    await env.teardown();
  });

  it('asks for the other copies meanwhile, though it began with one alone', async () => {
    const copyRefusals = [{ source: stuck?.id ?? '', region: REGION, times: 60, code: 'IdempotentProcessing' }];
    replicator = await openReplicator({
      address: env.address,
      scenario: { sources: sourceCaches(20), copyTime: '1s', faults: { copyRefusals } },
      clock: () => env.currentTimeMs(),
    });
    const { simulator, taskQueue } = replicator;
    const plan = planOf({ name: 'stuck', caches: 20, regions: [REGION] });
    const summary = await env.client.workflow.execute('replicate', {
      taskQueue,
      workflowId: 'replicate-stuck',
      args: [{ plan }],
    });
    expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: 20 } });
    const { billed, duplicates } = simulator.ledger();
    expect(duplicates).toEqual([]);
    expect(billed.map(({ source }) => source).at(-1)).toBe(stuck?.id);
  });
});
