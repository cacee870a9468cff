import { afterEach, describe, expect, inject, it } from 'vitest';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import { openReplicator, type Replicator } from '../support/replicator.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { summaryOf } from '../support/summary-of.js';

describe('a dry run', () => {
  let replicator: Replicator | undefined;
  afterEach(() => replicator?.close());

  async function open(scenario: ScenarioInput): Promise<Replicator> {
    replicator = await openReplicator({ address: inject('temporalAddress'), scenario });
    return replicator;
  }

  it('tells what a run would do, as its result, and buys, deletes and watches nothing', async () => {
    const { client, taskQueue, simulator } = await open({ sources: sourceCaches(3) });
    const plan = planOf({ name: 'dry', caches: 3, regions: ['cn-beijing', 'cn-shanghai'] });
    const workflowId = 'preview-dry-by-hand';
    const found = await client.workflow.execute('replicate', { taskQueue, workflowId, args: [{ plan, dryRun: true }] });
    const region = { verdicts: { create: 3, adopt: 0 }, createGiB: 21, usage: { used: 0, max: 100_000 } };
    expect(found).toMatchObject({
      version: 1,
      plan: 'dry',
      regions: [
        { region: 'cn-beijing', ...region },
        { region: 'cn-shanghai', ...region },
      ],
    });
    expect(simulator.ledger()).toMatchObject({ billed: [] });
  });

  it('whose digest a run expects lets that run through, and no other', async () => {
    const { client, taskQueue, simulator } = await open({ sources: sourceCaches(2), copyTime: '1s' });
    const plan = planOf({ name: 'agreed', caches: 2, regions: ['cn-beijing'] });
    const start = (workflowId: string, input: object) =>
      client.workflow.execute('replicate', { taskQueue, workflowId, args: [{ plan, ...input }] });
    const { previewDigest } = await start('preview-agreed', { dryRun: true });

    const stranger = await start('replicate-agreed', { expectDigest: 'a'.repeat(64) }).catch((error: unknown) => error);
    expect(stranger).toMatchObject({
      cause: { type: 'DigestDiffers', message: expect.stringContaining(previewDigest) },
    });
    expect(simulator.ledger().billed).toEqual([]);

    const agreed = start('replicate-agreed', { expectDigest: previewDigest });
    expect(await summaryOf(agreed)).toMatchObject({ outcome: 'ready', counts: { ready: 2 } });
    expect(simulator.ledger().billed).toHaveLength(2);
  });
});
