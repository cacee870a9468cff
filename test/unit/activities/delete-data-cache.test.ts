import { describe, expect, it } from 'vitest';
import { deleteDataCache, type DeleteTask } from '../../../activities/delete-data-cache.js';
import type { DataCache } from '../../../src/eci/eci.js';
import { tryOnce, tryUntilDone } from './support/attempts.js';
import { cache, copyOf, copyTask, OWNED_COPY } from './support/samples.js';
import { eciError, type Script, ScriptedEci } from './support/scripted-eci.js';

function deleteTask(change: Partial<DeleteTask> = {}): DeleteTask {
  return { ...OWNED_COPY, ...change };
}

function showing(shown: readonly DataCache[], script: Script = {}) {
  return new ScriptedEci({ describe: () => shown, remove: () => undefined, ...script });
}

const remove = (eci: ScriptedEci, change: Partial<DeleteTask> = {}) =>
  tryOnce(() => deleteDataCache({ eci })(deleteTask(change)));

describe('deleting a copy', () => {
  it('deletes by id, after a look that shows the copy to be ours', async () => {
    const eci = showing([copyOf()]);
    expect((await remove(eci)).result).toEqual({ kind: 'deleted' });
    expect(eci.looks).toEqual([{ region: 'cn-beijing', ids: ['edc-copy'] }]);
    expect(eci.deletes).toEqual([{ region: 'cn-beijing', id: 'edc-copy' }]);
  });

  const KEPT: readonly [string, DataCache, Partial<DeleteTask>][] = [
    ['belongs to no plan', cache({ id: 'edc-copy' }), {}],
    ['belongs to another plan', copyOf(copyTask(), { plan: 'other' }), {}],
    ['was made from another source', copyOf(copyTask({ source: 'edc-2' })), {}],
    ['came from another region', copyOf(copyTask({ sourceRegion: 'cn-shanghai' })), {}],
    ['is of another generation', copyOf(copyTask({ generation: 1 })), {}],
    ['has an unreadable generation', copyOf(copyTask({ generation: -1 })), {}],
  ];
  it.each(KEPT)('keeps a copy that %s', async (_, shown, task) => {
    const eci = showing([shown]);
    expect((await remove(eci, task)).result).toEqual({ kind: 'kept', reason: expect.stringContaining('edc-copy is ') });
    expect(eci.deletes).toEqual([]);
  });

  it('deletes a Failed copy when only a Failed one is to go', async () => {
    const eci = showing([copyOf(copyTask(), { status: 'Failed' })]);
    expect((await remove(eci, { status: 'Failed' })).result).toEqual({ kind: 'deleted' });
    expect(eci.deletes).toHaveLength(1);
  });

  it('keeps a copy that is no longer Failed, and says so', async () => {
    const eci = showing([copyOf(copyTask(), { status: 'Available' })]);
    const { result } = await remove(eci, { status: 'Failed' });
    expect(result).toEqual({ kind: 'recovered', reason: 'edc-copy is Available, not Failed' });
    expect(eci.deletes).toEqual([]);
  });

  it('counts a copy that does not exist as deleted', async () => {
    const notShown = showing([]);
    expect((await remove(notShown)).result).toEqual({ kind: 'deleted' });
    expect(notShown.deletes).toEqual([]);
    const goneMeanwhile = showing([copyOf()], { remove: () => eciError('request', 'InvalidParameter.NotFound', 404) });
    expect((await remove(goneMeanwhile)).result).toEqual({ kind: 'deleted' });
  });

  it.each(['throttled', 'ambiguous'] as const)('is retried after %s', async (family) => {
    let calls = 0;
    const eci = showing([copyOf()], {
      remove: () => {
        calls += 1;
        return calls === 1 ? eciError(family) : undefined;
      },
    });
    const { result, retries } = await tryUntilDone(() => deleteDataCache({ eci })(deleteTask()));
    expect(result).toEqual({ kind: 'deleted' });
    expect(retries).toHaveLength(1);
  });

  it('keeps the copy, with the reason, when its deletion is refused for good', async () => {
    const eci = showing([copyOf()], { remove: () => eciError('account', 'NoPermission', 403) });
    expect((await remove(eci)).result).toEqual({ kind: 'kept', reason: 'NoPermission: the service said NoPermission' });
  });
});
