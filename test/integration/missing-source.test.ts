import { describe, expect, it, vi } from 'vitest';
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
    expect((await records())[1]).toEqual([MISSPELT, 'failed', 'SourceNotAvailable']);
  });

  it.each([
    ['does not exist', {}, 'SourceNotFound'],
    ['is not shown', { [SOURCE_REGION]: { denyListUsage: true } }, 'SourceNotShown'],
  ] as const)('is a finding of the preview where it %s', async (name, regions, code) => {
    const { client, handle } = await start(`preview-${name.replaceAll(' ', '-')}`, regions, { dryRun: true });
    const summary: PreviewSummary = await handle.result();
    expect(summary.regions).toMatchObject([{ region: REGION, verdicts: { create: 1, none: 1 } }]);
    const { memo } = await handle.describe();
    const workflow = (memo?.['regions'] as Record<string, { workflowId: string; runId: string }>)[REGION];
    if (workflow === undefined) throw new Error('the preview names no workflow');
    const { records } = await client.workflow.getHandle(workflow.workflowId).result();
    expect(unpackRecords(records).map((record) => record.code)).toEqual([undefined, code]);
  });
});
