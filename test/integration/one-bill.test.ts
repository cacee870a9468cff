import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { type Replicator } from '../support/replicator.js';
import { replicatorForTest, temporalAddress } from '../support/shared-server.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { untilBilled } from '../support/until-billed.js';

describe('each copy is billed once', () => {
  async function open(caches: number, copyTime = '2s'): Promise<Replicator> {
    const replicator = await replicatorForTest({
      scenario: { sources: sourceCaches(caches), copyTime },
    });
    return replicator;
  }

  it('by two runs of one plan that start at the same time with different workflow ids', async () => {
    const { client, taskQueue, simulator } = await open(10);
    const plan = planOf({ name: 'twin-runs', caches: 10, regions: ['cn-beijing', 'cn-shanghai'] });
    const run = (workflowId: string) =>
      client.workflow.execute('replicate', { taskQueue, workflowId, args: [{ plan }] });
    const [one, other] = await Promise.all([run('replicate-twins'), run('replicate-twins-by-hand')]);
    expect(one).toMatchObject({ outcome: 'ready', counts: { ready: 20 } });
    expect(other).toMatchObject({ outcome: 'ready', counts: { ready: 20 } });
    expect(simulator.ledger()).toMatchObject({ billed: { length: 20 }, duplicates: [] });
  });

  it('if tags and retention change between two runs', async () => {
    const { client, taskQueue, simulator } = await open(5);
    const run = (copy: object) => {
      const plan = planOf({ name: 'edited', caches: 5, regions: ['cn-beijing'], copy });
      return client.workflow.execute('replicate', { taskQueue, workflowId: 'replicate-edited', args: [{ plan }] });
    };
    await run({ tags: { team: 'inference' } });
    const again = await run({ tags: { team: 'training' }, retentionDays: 30 });
    expect(again).toMatchObject({ outcome: 'ready', counts: { ready: 5, adopted: 5 } });
    expect(simulator.ledger().billed).toHaveLength(5);
  });

  it('by a run that is reset to an early event halfway', async () => {
    const { client, taskQueue, simulator } = await open(10);
    const plan = planOf({ name: 'reset-run', caches: 10, regions: ['cn-beijing', 'cn-shanghai'] });
    const { firstExecutionRunId } = await client.workflow.start('replicate', {
      taskQueue,
      workflowId: 'replicate-reset',
      args: [{ plan }],
    });
    await untilBilled(simulator, 5);
    const reset = ['workflow', 'reset', '--workflow-id', 'replicate-reset', '--run-id', firstExecutionRunId];
    const by = ['--event-id', '4', '--reason', 'a person pressed Reset', '--address', temporalAddress()];
    await promisify(execFile)(inject('temporalCliPath'), [...reset, ...by]);
    const summary = await client.workflow.getHandle('replicate-reset').result();
    expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: 20 } });
    expect(simulator.ledger()).toMatchObject({ billed: { length: 20 }, duplicates: [] });
  });
});
