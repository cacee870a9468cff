import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReplicator, type Replicator } from '../support/replicator.js';
import { temporalAddress } from '../support/shared-server.js';

const sources = ['a', 'b', 'c'].map((name) => ({
  region: 'cn-hongkong',
  id: `edc-source00${name}`,
  bucket: 'models',
  path: `/models/${name}`,
  name,
  sizeGiB: 7,
}));

const plan = {
  version: 1,
  name: 'plain',
  source: { region: 'cn-hongkong', caches: sources.map(({ id }) => ({ id })) },
  targets: [{ region: 'cn-beijing' }, { region: 'cn-shanghai' }],
  policy: { capacity: { firstRetry: '1s', maxRetry: '2s' }, ready: { pollEvery: '1s' } },
};

describe('a run', () => {
  let replicator: Replicator;
  beforeAll(async () => {
    replicator = await openReplicator({ address: temporalAddress(), scenario: { sources, copyTime: '2s' } });
  });
  afterAll(() => replicator.close());

  it('copies every source to every region and ends ready', async () => {
    const { client, taskQueue, simulator } = replicator;
    const handle = await client.workflow.start('replicate', {
      taskQueue,
      workflowId: 'replicate-plain',
      args: [{ plan }],
    });
    const summary = await handle.result();
    expect(summary).toMatchObject({ outcome: 'ready', counts: { planned: 6, ready: 6, adopted: 0 } });
    expect(simulator.ledger()).toMatchObject({ billed: { length: 6 }, duplicates: [] });
  });
});
