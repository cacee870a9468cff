import { describe, expect, it, vi } from 'vitest';
import { readRunMemo } from '../../src/client/run-memo.js';
import { unpackRecords } from '../../src/copies/packed-records.js';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import type { PreviewSummary, RunStatus } from '../../workflows/messages.js';
import { replicatorForTest } from '../support/shared-server.js';
import { planOf, SOURCE_REGION, sourceCaches } from '../support/sources.js';
import { summaryOf } from '../support/summary-of.js';

const MISSPELT = 'edc-bp1zzzzbbbbcccc000';
const REGION = 'cn-beijing';

/** The tool's own defaults, by which a poll comes every 10 s: nothing here may wait for ten minutes. */
async function start(name: string, regions: ScenarioInput['regions'] = {}, input: object = {}, giveUpAfter = '6h') {
  const replicator = await replicatorForTest({
    scenario: {
      sources: sourceCaches(45),
      copyTime: '1s',
      regions,
    },
  });
  const { client, taskQueue } = replicator;
  const plan = planOf({ name, caches: 1, regions: [REGION] });
  const source = { ...plan.source, caches: [...plan.source.caches, { id: MISSPELT }], giveUpAfter };
  const workflowId = `replicate-${name}`;
  const handle = await client.workflow.start('replicate', {
    taskQueue,
    workflowId,
    args: [{ plan: { ...plan, source }, ...input }],
  });
  const records = async () => {
    const { records: packed } = await client.workflow.getHandle(`${workflowId}/${REGION}`).result();
    return unpackRecords(packed).map(({ source: id, state, code }) => [id, state, code]);
  };
  return { client, handle, records };
}

describe('a source id that is misspelt', () => {
  it('ends at once where the region shows all that it counts, and the other sources are copied', async () => {
    const { handle, records } = await start('misspelt');
    expect(await summaryOf(handle.result())).toMatchObject({ outcome: 'failed', counts: { ready: 1, failed: 1 } });
    expect(await records()).toEqual([
      ['edc-source0000', 'ready', undefined],
      [MISSPELT, 'failed', 'SourceNotFound'],
    ]);
    expect(await handle.query<RunStatus>('status')).toMatchObject({ notShown: [MISSPELT] });
  });

  it('is named at once where the region hides something, and waits alone until its time is up', async () => {
    const { handle, records } = await start('misspelt-hidden', { [SOURCE_REGION]: { denyListUsage: true } }, {}, '20s');
    await vi.waitUntil(async () => (await handle.query<RunStatus>('status')).counts.ready === 1, { timeout: 25_000 });
    const status = await handle.query<RunStatus>('status');
    expect(status).toMatchObject({ notShown: [MISSPELT], counts: { ready: 1, pending: 1 } });
    expect(status.regions[0]).toMatchObject({ waitingKind: 'source', waitingFor: expect.stringContaining(MISSPELT) });
    expect(await summaryOf(handle.result())).toMatchObject({ outcome: 'failed', counts: { ready: 1, failed: 1 } });
    expect((await records())[1]).toEqual([MISSPELT, 'failed', 'SourceNotShown']);
  });

  it.each([
    ['does not exist', {}, 'SourceNotFound'],
    ['is not shown', { [SOURCE_REGION]: { denyListUsage: true } }, 'SourceNotShown'],
  ] as const)('is a finding of the preview where it %s', async (name, regions, code) => {
    const { client, handle } = await start(`preview-${name.replaceAll(' ', '-')}`, regions, { dryRun: true });
    const summary: PreviewSummary = await handle.result();
    expect(summary.regions).toMatchObject([{ region: REGION, verdicts: { create: 1, none: 1 } }]);
    const workflow = readRunMemo((await handle.describe()).memo).regions.get(REGION);
    if (workflow === undefined) throw new Error('the preview names no workflow');
    const { records } = await client.workflow.getHandle(workflow.workflowId).result();
    expect(unpackRecords(records).map((record) => record.code)).toEqual([undefined, code]);
  });
});

const LATE = { id: 'edc-late', region: SOURCE_REGION, bucket: 'late', path: '/weights', name: 'weights', sizeGiB: 7 };

/** Runs of a plan with one source that the service shows, and one that it shows only after each run has begun. */
async function lateSource(name: string, copyTime = '1s') {
  const replicator = await replicatorForTest({
    scenario: {
      sources: sourceCaches(1),
      copyTime,
      open: { tokenMemory: '1s' },
      regions: { [SOURCE_REGION]: { denyListUsage: true } },
    },
  });
  const { client, taskQueue, simulator } = replicator;
  const plan = planOf({ name, caches: 1, regions: [REGION] });
  const source = { ...plan.source, caches: [...plan.source.caches, { id: LATE.id }] };
  const workflowId = `replicate-${name}`;
  const begin = async () => {
    simulator.world.remove(SOURCE_REGION, LATE.id);
    const args = [{ plan: { ...plan, source } }];
    const handle = await client.workflow.start('replicate', { taskQueue, workflowId, args });
    const isNamed = async () => (await handle.query<RunStatus>('status')).notShown?.includes(LATE.id) === true;
    await vi.waitUntil(isNamed, { timeout: 30_000 });
    const isAlone = async () => (await handle.query<RunStatus>('status')).counts.ready === 1;
    await vi.waitUntil(isAlone, { timeout: 30_000 });
    simulator.world.place({ ...LATE, status: 'Available', tags: {} });
    return handle;
  };
  return { client, simulator, begin, regionId: `${workflowId}/${REGION}` };
}

const BOTH = [
  { bucket: 'models', path: '/models/0' },
  { bucket: LATE.bucket, path: LATE.path },
];

describe('a source that the service shows only after the run has begun', () => {
  it('is copied to its own place once, however often the plan runs', { timeout: 120_000 }, async () => {
    const { simulator, begin } = await lateSource('late-source');
    const first = await begin();
    expect(await summaryOf(first.result())).toMatchObject({ outcome: 'ready', counts: { ready: 2, adopted: 0 } });
    expect(simulator.ledger()).toMatchObject({ billed: BOTH, duplicates: [] });
    for (let run = 0; run < 2; run += 1) {
      const again = await begin();
      expect(await summaryOf(again.result())).toMatchObject({ outcome: 'ready', counts: { ready: 2, adopted: 2 } });
    }
    expect(simulator.ledger().billed).toHaveLength(2);
  });

  it('is bought once even if its region is lost in the middle of it', { timeout: 120_000 }, async () => {
    const { client, simulator, begin, regionId } = await lateSource('late-source-lost', '4s');
    const run = await begin();
    await vi.waitUntil(() => simulator.ledger().billed.length === 2, { timeout: 30_000, interval: 20 });
    await client.workflow.getHandle(regionId).terminate('by hand');
    expect(await summaryOf(run.result())).toMatchObject({ outcome: 'ready', counts: { ready: 2, adopted: 0 } });
    expect(simulator.ledger()).toMatchObject({ billed: BOTH, duplicates: [] });
  });
});
