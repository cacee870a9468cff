import { type Client, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { deleteRequestedCopies } from '../../../activities/delete-requested-copies.js';
import type { CopyRecord } from '../../../src/copies/copy-record.js';
import { countRecords } from '../../../src/copies/counts.js';
import { packRecords } from '../../../src/copies/packed-records.js';
import type { DataCache } from '../../../src/eci/eci.js';
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

/** Answers for the one workflow that the task names. */
function temporalWith(records: readonly CopyRecord[] | Error): Client {
  const result = async () => {
    if (records instanceof Error) throw records;
    return { counts: countRecords(records), records: packRecords(records) };
  };
  const getHandle = (workflowId: string, runId: string) => {
    expect([workflowId, runId]).toEqual(['replicate-x/cn-beijing', 'run-1']);
    return { result };
  };
  return { workflow: { getHandle } } as unknown as Client;
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

function run(eci: ScriptedEci, records: readonly CopyRecord[] | Error) {
  const { plan, region, sourceRegion } = copyTask();
  const task = { plan, region, sourceRegion, workflowId: 'replicate-x/cn-beijing', runId: 'run-1' };
  return tryUntilDone(() => deleteRequestedCopies({ eci, temporal: temporalWith(records) })(task));
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

  it.each([
    ['was terminated', () => new WorkflowFailedError('terminated', undefined, 'NON_RETRYABLE_FAILURE')],
    ['is no longer kept', () => new WorkflowNotFoundError('gone', 'replicate-x/cn-beijing', 'run-1')],
  ])('says that nothing is known of a region whose workflow %s', async (_, error) => {
    const { result, retries } = await run(world([]), error());
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
