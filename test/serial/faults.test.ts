import { describe, expect, it } from 'vitest';
import { FAULTS } from '../support/faults.js';
import { replicatorForTest } from '../support/shared-server.js';
import { planOf, sourceCaches } from '../support/sources.js';

const REGIONS = ['cn-beijing', 'cn-shanghai', 'cn-shenzhen', 'ap-southeast-1', 'eu-central-1'];

describe('a run through faults', () => {
  it('bills each of 200 copies once while answers are lost, fail, stall and lag', async () => {
    const replicator = await replicatorForTest({
      timeoutMs: 1_000,
      scenario: {
        sources: sourceCaches(40),
        copyTime: '1s',
        faults: FAULTS,
      },
    });
    const { client, taskQueue, simulator } = replicator;
    const plan = planOf({ name: 'faults', caches: 40, regions: REGIONS, policy: { maxInFlight: 20 } });
    const summary = await client.workflow.execute('replicate', {
      taskQueue,
      workflowId: 'replicate-faults',
      args: [{ plan }],
    });
    expect(summary).toMatchObject({ outcome: 'ready', counts: { planned: 200, ready: 200, adopted: 0 } });
    const ledger = simulator.ledger();
    expect(ledger.billed).toHaveLength(200);
    expect(ledger.duplicates).toEqual([]);
    expect(Object.keys(ledger.faults).toSorted()).toEqual(['fail', 'html', 'loseAnswer', 'stall']);
  });
});
