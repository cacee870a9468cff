import { describe, expect, it } from 'vitest';
import { listPrunableCopies, type ListPrunableTask } from '../../../activities/list-prunable-copies.js';
import type { DataCache } from '../../../src/eci/eci.js';
import { START, tryOnce, tryUntilDone } from './support/attempts.js';
import { cache, copyOf, copyTask, MINUTE } from './support/samples.js';
import { eciError, type Script, ScriptedEci } from './support/scripted-eci.js';

const { plan, sourceRegion, region } = copyTask();
const task: ListPrunableTask = {
  plan,
  sourceRegion,
  region,
  targeted: true,
  asked: [{ source: 'edc-source', bucket: 'models', path: '/llama-3' }],
  buckets: ['models'],
};

const unasked = (id: string, change: Partial<DataCache> = {}) =>
  copyOf(copyTask({ source: 'edc-gone' }), { id, path: `/${id}`, ...change });

/** A service that lists page by page; without a bucket, all of them or `default` alone. */
function world(
  standing: readonly DataCache[],
  { defaultOnly = false, ...script }: Script & { defaultOnly?: boolean } = {},
) {
  return new ScriptedEci({
    describe: ({ bucket = defaultOnly ? 'default' : undefined, nextToken = '0' }) => {
      const from = Number(nextToken);
      const all = standing.filter((shown) => bucket === undefined || shown.bucket === bucket);
      const next = from + 20;
      return {
        caches: all.slice(from, next),
        ...(next < all.length ? { nextToken: String(next) } : {}),
      };
    },
    usage: () => ({ used: standing.length }),
    ...script,
  });
}

const run = (eci: ScriptedEci, change: Partial<ListPrunableTask> = {}) =>
  tryUntilDone(() => listPrunableCopies({ eci })({ ...task, ...change }));

describe('listing prunable copies', () => {
  it('finds the copies that are no longer in the plan on all pages, once each, among other caches', async () => {
    const foreign = Array.from({ length: 50 }, (_, i) => cache({ id: `edc-f${i}` }));
    const eci = world([unasked('edc-2'), ...foreign, copyOf(), unasked('edc-1')]);
    const { result } = await run(eci);
    expect(result).toMatchObject({ kind: 'listed', more: false, looked: 53 });
    expect(result).not.toHaveProperty('unseen');
    expect(result.kind === 'listed' && result.candidates.map(({ id }) => id)).toEqual(['edc-1', 'edc-2']);
    expect(eci.deletes).toEqual([]);
  });

  it('keeps the copies of a source that a listing missed and that the plan still selects, wherever it is', async () => {
    const source = cache({ id: 'edc-gone', region: 'cn-hongkong', bucket: 'hidden', path: '/llama-3/8b' });
    const copies = [unasked('edc-1'), copyOf(copyTask({ source: 'edc-deleted' }), { id: 'edc-2', path: '/edc-2' })];
    const eci = () =>
      world(copies, {
        describe: ({ region: of, ids = [] }) =>
          of === 'cn-hongkong' ? [source].filter(({ id }) => ids.includes(id)) : copies,
      });
    const ids = async (selections: ListPrunableTask['selections'] & {}) => {
      const { result } = await run(eci(), { selections });
      return result.kind === 'listed' && result.candidates.map(({ id }) => id);
    };
    expect(await ids([{ pathPrefix: '/llama-3' }])).toEqual(['edc-2']);
    expect(await ids([{ pathPrefix: '/qwen' }])).toEqual(['edc-1', 'edc-2']);
  });

  it('lists each bucket if the service lists `default` only, and reports how many caches it did not see', async () => {
    const standing = [unasked('edc-1'), unasked('edc-2', { bucket: 'old' }), unasked('edc-3', { bucket: 'default' })];
    const without = await run(world(standing, { defaultOnly: true }));
    expect(without.result).toMatchObject({ looked: 2, unseen: 1, candidates: [{ id: 'edc-1' }, { id: 'edc-3' }] });
    const { result } = await run(world(standing, { defaultOnly: true }), { buckets: ['models', 'old'] });
    expect(result).toMatchObject({ looked: 3, candidates: [{ id: 'edc-1' }, { id: 'edc-2' }, { id: 'edc-3' }] });
  });

  it('does not fail when ListUsage is refused', async () => {
    const { result } = await run(world([unasked('edc-1')], { usage: () => eciError('account', 'NoPermission') }));
    expect(result).toMatchObject({ kind: 'listed', looked: 1 });
  });

  it.each(['account', 'region', 'request'] as const)('returns the refusal of family %s', async (family) => {
    const { result, retries } = await run(world([], { describe: () => eciError(family) }));
    expect(result).toEqual({ kind: 'refused', code: family, reason: `the service said ${family}` });
    expect(retries).toEqual([]);
  });

  it.each(['throttled', 'ambiguous'] as const)(
    'is retried after %s, but holds its region for minutes only',
    async (family) => {
      let calls = 0;
      const passing = world([], { describe: () => (calls++ === 0 ? eciError(family) : []) });
      expect((await run(passing)).result).toMatchObject({ kind: 'listed' });

      const lasting = world([], { describe: () => eciError(family) });
      const { result } = await tryOnce(() => listPrunableCopies({ eci: lasting })(task), {
        at: START + 10 * MINUTE,
        firstAt: START,
      });
      expect(result).toMatchObject({ kind: 'refused', code: family });
    },
  );
});
