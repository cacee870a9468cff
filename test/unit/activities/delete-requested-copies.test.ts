import type { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { deleteRequestedCopies } from '../../../activities/delete-requested-copies.js';
import type { CopyRecord } from '../../../src/copies/copy-record.js';
import { countRecords } from '../../../src/copies/counts.js';
import { packRecords } from '../../../src/copies/packed-records.js';
import type { DataCache } from '../../../src/eci/eci.js';
import { type FakeRun, FakeTemporal } from '../client/support/fake-temporal.js';
import { START, tryUntilDone } from './support/attempts.js';
import { copyOf, copyTask, MINUTE } from './support/samples.js';
import { eciError, type Script, ScriptedEci } from './support/scripted-eci.js';

/** A copy that this run requested, unless the change says otherwise. */
function requested(id: string, change: Partial<CopyRecord> = {}): CopyRecord {
  const { source, bucket, path, name } = copyTask();
  return {
    source,
    bucket,
    path,
    name,
    state: 'ready',
    generation: 0,
    attempts: 1,
    failures: 0,
    id,
    requestedAt: START,
    ...change,
  };
}

const WORKFLOW = { workflowId: 'replicate-x/cn-beijing', type: 'replicateRegion' };

/** A server that keeps the one workflow that the task names, `run-1`. */
function temporalWith(kept: Omit<Partial<FakeRun>, 'runId'> | undefined): Client {
  const temporal = new FakeTemporal();
  if (kept !== undefined) temporal.add({ ...WORKFLOW, ...kept });
  return temporal.client;
}

function completed(records: readonly CopyRecord[]) {
  return { status: 'COMPLETED' as const, result: { counts: countRecords(records), records: packRecords(records) } };
}

function world(standing: readonly DataCache[], script: Script = {}) {
  const there = new Map(standing.map((shown) => [shown.id, shown]));
  return new ScriptedEci({
    describe: ({ ids = [] }) => ids.flatMap((id) => there.get(id) ?? []),
    remove: ({ id }) => {
      there.delete(id);
      return undefined;
    },
    ...script,
  });
}

function run(eci: ScriptedEci, records: readonly CopyRecord[], temporal = temporalWith(completed(records))) {
  const { plan, region, sourceRegion } = copyTask();
  const task = { plan, region, sourceRegion, workflowId: 'replicate-x/cn-beijing', runId: 'run-1' };
  return tryUntilDone(() => deleteRequestedCopies({ eci, temporal })(task));
}

const copy = (id: string, change: Parameters<typeof copyOf>[1] = {}) => copyOf(copyTask(), { id, ...change });

describe('deleting what a cancelled run requested', () => {
  it('touches no copy that the run adopted, and no cache in its way', async () => {
    const eci = world(['edc-1', 'edc-2', 'edc-3'].map((id) => copy(id)));
    const adopted = requested('edc-2', { requestedAt: undefined, verdict: 'adopt' });
    const inTheWay = requested('edc-3', { requestedAt: undefined, state: 'conflict' });
    const unasked = requested('edc-4', { id: undefined, requestedAt: undefined, state: 'planned' });
    const { result } = await run(eci, [requested('edc-1'), adopted, inTheWay, unasked]);
    expect(result).toEqual({ deleted: 1, left: [] });
    expect(eci.deletes.map(({ id }) => id)).toEqual(['edc-1']);
  });

  it('keeps a copy whose tags are not those of this plan, and says so', async () => {
    const eci = world([copy('edc-1', { plan: 'other' }), copy('edc-2')]);
    const { result } = await run(eci, [requested('edc-1'), requested('edc-2')]);
    const left = [{ reason: 'edc-1 is not a copy of this plan', rows: '0' }];
    expect(result).toEqual({ deleted: 1, left });
  });

  it('keeps a copy of another generation than the run requested', async () => {
    const eci = world([copy('edc-1', { generation: 1 }), copy('edc-2')]);
    const { result } = await run(eci, [requested('edc-1'), requested('edc-2')]);
    expect(result).toEqual({ deleted: 1, left: [{ reason: 'edc-1 is generation 1, not 0', rows: '0' }] });
    expect(eci.deletes.map(({ id }) => id)).toEqual(['edc-2']);
  });

  it('keeps a copy of an earlier run, whose id its token returned just before the cancellation', async () => {
    const made = (id: string, createdAt: string) => copy(id, { createdAt });
    const eci = world([made('edc-1', '2026-11-01T10:00Z'), made('edc-2', '2026-11-02T10:00Z'), copy('edc-3')]);
    const { result } = await run(
      eci,
      ['edc-1', 'edc-2', 'edc-3'].map((id) => requested(id, { state: 'copying', askedAt: START })),
    );
    expect(result).toEqual({ deleted: 2, left: [{ reason: 'edc-1 was requested by an earlier run', rows: '0' }] });
    expect(eci.deletes.map(({ id }) => id)).toEqual(['edc-2', 'edc-3']);
  });

  it('deletes what a workflow that was terminated had requested, by its history', async () => {
    const eci = world([copy('edc-1'), copy('edc-2')]);
    const records = [requested('edc-1', { state: 'copying' })];
    const input = { records: packRecords(records), carried: {} };
    const { result } = await run(eci, [], temporalWith({ status: 'TERMINATED', input, events: [] }));
    expect(result).toEqual({ deleted: 1, left: [] });
    expect(eci.deletes.map(({ id }) => id)).toEqual(['edc-1']);
  });

  it.each([
    ['was terminated before it knew its copies', { status: 'TERMINATED', input: { records: [] } } as const],
    ['is no longer kept', undefined],
  ])('says that nothing is known of a region whose workflow %s', async (_, kept) => {
    const { result, retries } = await run(world([]), [], temporalWith(kept));
    expect(result).toEqual({ deleted: 0, left: [], lost: true });
    expect(retries).toEqual([]);
  });

  it('waits for a copy that is not shown yet: it is billed nevertheless', async () => {
    const eci = new ScriptedEci({
      describe: ({ ids }, call) => (ids?.[0] === 'edc-1' || call > 4 ? [copy(ids?.[0] ?? '')] : []),
      remove: () => undefined,
    });
    const { result, retries } = await run(eci, [requested('edc-1'), requested('edc-2')]);
    expect(result).toEqual({ deleted: 2, left: [] });
    expect(retries.map(({ code }) => code)).toEqual(['NotShownYet', 'NotShownYet', 'NotShownYet']);
    expect(eci.deletes.map(({ id }) => id)).toEqual(['edc-1', 'edc-2']);
  });

  it('counts as deleted only what it deleted, and stops looking in the end', async () => {
    const { result, at } = await run(world([copy('edc-1')]), [requested('edc-1'), requested('edc-2')]);
    expect(result).toEqual({
      deleted: 1,
      left: [{ reason: 'it was never shown', rows: '1' }],
    });
    expect(at - START).toBe(2 * MINUTE);
  });

  it.each(['throttled', 'ambiguous'] as const)('resumes where it stopped after %s', async (family) => {
    let refusals = 0;
    const there = new Set(['edc-1', 'edc-2', 'edc-3']);
    const eci = new ScriptedEci({
      describe: ({ ids = [] }) => ids.filter((id) => there.has(id)).map((id) => copy(id)),
      remove: ({ id }) => {
        if (id === 'edc-2' && refusals++ === 0) return eciError(family);
        there.delete(id);
        return undefined;
      },
    });
    const { result, retries } = await run(
      eci,
      ['edc-1', 'edc-2', 'edc-3'].map((id) => requested(id)),
    );
    expect(result).toEqual({ deleted: 3, left: [] });
    expect(retries.map(({ code }) => code)).toEqual([family]);
  });

  it.each(['account', 'region', 'request'] as const)(
    'is not held up for ever by a refusal of family %s',
    async (family) => {
      const eci = world([copy('edc-1'), copy('edc-2')], {
        remove: ({ id }) => (id === 'edc-1' ? eciError(family) : undefined),
      });
      const { result, retries } = await run(eci, [requested('edc-1'), requested('edc-2')]);
      expect(result).toEqual({
        deleted: 1,
        left: [{ reason: `${family}: the service said ${family}`, rows: '0' }],
      });
      expect(retries).toEqual([]);
    },
  );
});
