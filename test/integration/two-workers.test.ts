import { expect, it } from 'vitest';
import { replicatorForTest } from '../support/shared-server.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { summaryOf } from '../support/summary-of.js';

it('a run is completed although the key of one of its two workers is dead', async () => {
  const scenario = { sources: sourceCaches(10), copyTime: '1s' };
  const { client, taskQueue, simulator } = await replicatorForTest({ scenario });
  const credentials = [{ accessKeyId: 'dead', accessKeySecret: 'secret' }];
  await replicatorForTest({ taskQueue, simulator: { ...simulator, scenario: { ...simulator.scenario, credentials } } });

  const plan = planOf({ name: 'two-workers', caches: 10, regions: ['cn-beijing', 'cn-shanghai'] });
  const run = await client.workflow.start('replicate', {
    taskQueue,
    workflowId: 'replicate-two-workers',
    args: [{ plan }],
  });
  expect(await summaryOf(run.result())).toMatchObject({ outcome: 'ready', counts: { ready: 20, failed: 0 } });
  expect(simulator.ledger()).toMatchObject({ billed: { length: 20 }, duplicates: [] });
  const refused = simulator.calls().filter(({ code }) => code === 'InvalidAccessKeyId.NotFound');
  expect(refused.length).toBeGreaterThan(0);
});
