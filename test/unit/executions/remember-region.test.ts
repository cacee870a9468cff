import { describe, expect, it } from 'vitest';
import type { CopyRecord } from '../../../src/copies/copy-record.js';
import { countRecords } from '../../../src/copies/counts.js';
import { packRecords } from '../../../src/copies/packed-records.js';
import { rememberRegion } from '../../../src/executions/remember-region.js';
import { activityEvents, FakeTemporal } from '../client/support/fake-temporal.js';
import { record } from '../report/support/sample-report.js';

const REGION = 'cn-beijing';
const workflowId = `replicate-weights/${REGION}`;
const COPY = { source: 'edc-1', bucket: 'models', path: '/llama-3' };
const READY = record({ state: 'ready', id: 'edc-copy', requestedAt: 1, readyAt: 2 });
const REMEMBERED = { ...COPY, generation: 0, id: 'edc-copy', seen: true };

function withRegion(records: readonly CopyRecord[] = [READY]) {
  const temporal = new FakeTemporal();
  const result = { counts: countRecords(records), records: packRecords(records) };
  const region = temporal.add({ workflowId, type: 'replicateRegion', status: 'COMPLETED', result });
  const pruned = (deleting: boolean, kept: readonly string[] = []) =>
    temporal.add({
      workflowId,
      type: 'pruneRegion',
      status: 'COMPLETED',
      result: {
        deleting,
        candidates: [{ ...COPY, id: 'edc-copy', generation: 0, status: 'Available', reason: 'source' }],
        kept: kept.map((id) => ({ id, reason: 'not ours' })),
      },
    });
  return { temporal, region, pruned };
}

const memoryOf = ({ client }: FakeTemporal, runId?: string) =>
  rememberRegion(client, REGION, { workflowId, ...(runId === undefined ? {} : { runId }) });

describe('what a region remembers', () => {
  it('is what its last workflow returned', async () => {
    const { temporal, region } = withRegion();
    expect(await memoryOf(temporal, region.runId)).toEqual([REMEMBERED]);
  });

  it('is nothing if the namespace keeps no workflow of it', async () => {
    const { temporal } = withRegion();
    expect(await memoryOf(new FakeTemporal())).toEqual([]);
    temporal.runs.splice(0);
    expect(await memoryOf(temporal, 'run-1')).toEqual([]);
  });

  it('includes what its last workflow remembered of a source that it had no copy of', async () => {
    const { temporal } = withRegion();
    const other = [record({ source: 'edc-2' })];
    const result = { counts: countRecords(other), records: packRecords(other), remembered: [REMEMBERED] };
    temporal.add({ workflowId, type: 'replicateRegion', status: 'COMPLETED', result });
    expect(await memoryOf(temporal)).toEqual([REMEMBERED]);
  });

  it('is what its last workflow bought by its history, if it was terminated', async () => {
    const temporal = new FakeTemporal();
    const answer = { kind: 'accepted', id: 'edc-copy', generation: 0, attempts: 1 };
    temporal.add({
      workflowId,
      type: 'replicateRegion',
      status: 'TERMINATED',
      input: { records: packRecords([record({})]) },
      events: [
        ...activityEvents(5, 'readFormerCopies', {}, { memory: [] }),
        ...activityEvents(10, 'copyDataCache', { ...COPY, generation: 0 }, answer),
      ],
    });
    expect(await memoryOf(temporal)).toEqual([{ ...COPY, generation: 0, id: 'edc-copy' }]);
  });

  it('comes from the workflow before, if the last one was lost before it knew anything', async () => {
    const { temporal } = withRegion();
    const input = { records: packRecords([record({})]) };
    const lost = { workflowId, type: 'replicateRegion', status: 'TERMINATED', input, events: [] } as const;
    const { runId } = temporal.add(lost);
    expect(await memoryOf(temporal, runId)).toEqual([REMEMBERED]);
  });

  it('for a preview is what the last workflow left that has ended, whatever is under way', async () => {
    const { temporal } = withRegion();
    temporal.add({ workflowId, type: 'replicateRegion', status: 'RUNNING' });
    expect(await memoryOf(temporal)).toEqual([REMEMBERED]);
  });

  it('takes into account what a prune has deleted since then', async () => {
    const { temporal, pruned } = withRegion();
    const { runId } = pruned(true);
    expect(await memoryOf(temporal, runId)).toEqual([
      { ...COPY, generation: 1 },
      { ...COPY, generation: 1 },
    ]);
  });

  it.each([
    ['only listed', false, []],
    ['kept the copy', true, ['edc-copy']],
  ] as const)('is not changed by a prune that %s', async (_, deleting, kept) => {
    const { temporal, pruned } = withRegion();
    const { runId } = pruned(deleting, kept);
    expect(await memoryOf(temporal, runId)).toEqual([REMEMBERED]);
  });

  it('takes into account what was deleted when its run was cancelled', async () => {
    const { temporal, region } = withRegion();
    const run = temporal.add({
      workflowId: 'replicate-weights',
      status: 'CANCELLED',
      memo: { deleted: { [REGION]: { deleted: 1, left: [] } } },
    });
    region.parentExecution = { workflowId: run.workflowId, runId: run.runId };
    expect(await memoryOf(temporal, region.runId)).toEqual([{ ...COPY, generation: 1 }]);
  });
});
