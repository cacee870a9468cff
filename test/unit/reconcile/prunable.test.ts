import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataCache } from '../../../src/eci/eci.js';
import { copyOrigin, copyTags } from '../../../src/reconcile/copy-tags.js';
import { type AskedCopy, pruneJudge, pruneReasonText, type PruneScope } from '../../../src/reconcile/prunable.js';
import { PruneCollector } from '../../../src/reconcile/prune-list.js';
import { cache } from '../activities/support/samples.js';

const asked: AskedCopy = { source: 'edc-source', bucket: 'models', path: '/llama-3' };
const scope: PruneScope = { plan: 'llm-weights', sourceRegion: 'cn-hongkong', asked: [asked], targeted: true };

interface Made extends Partial<DataCache> {
  readonly plan?: string;
  readonly source?: string;
  readonly sourceRegion?: string;
  readonly generation?: number;
}

/** This plan's copy of a source that it does not ask for, unless said. */
function copy(change: Made = {}): DataCache {
  const { plan = scope.plan, source = 'edc-gone', sourceRegion = scope.sourceRegion, generation = 0, ...rest } = change;
  const identity = { source, sourceRegion, region: 'cn-beijing', bucket: 'models', path: '/llama-3', generation };
  return cache({ id: 'edc-copy', tags: copyTags(identity, plan, {}), ...rest });
}

const judge = (shown: DataCache, change: Partial<PruneScope> = {}) => pruneJudge({ ...scope, ...change })(shown);

describe('the prune judge', () => {
  const PRUNABLE: readonly [string, DataCache, Partial<PruneScope>, string][] = [
    ['a copy of a source that is not asked for', copy({ path: '/old' }), {}, 'the plan does not ask for edc-gone'],
    ['one that stands where another source is asked for', copy(), {}, 'the plan does not ask for edc-gone'],
    [
      'any copy in a region that is no target',
      copy({ source: 'edc-source' }),
      { asked: [], targeted: false },
      'the plan does not target this region',
    ],
    ['one that is Failed', copy({ status: 'Failed' }), {}, 'the plan does not ask for edc-gone'],
    ['one whose status nobody knows', copy({ status: 'Frozen' }), {}, 'the plan does not ask for edc-gone'],
  ];
  it.each(PRUNABLE)('is %s', (_, shown, change, reason) => {
    const { id, bucket: at, path: below, status } = shown;
    const verdict = judge(shown, change);
    expect(verdict).toMatchObject({ kind: 'prunable', copy: { id, bucket: at, path: below, status } });
    expect(verdict?.kind === 'prunable' ? pruneReasonText(verdict.copy) : '').toBe(reason);
  });

  it.each([
    ['at another path', { path: '/old' }],
    ['in another bucket', { bucket: 'old' }],
  ])('is never a copy of an asked-for source %s, which is a difference to report', (_, change) => {
    expect(judge(copy({ source: 'edc-source', ...change }))).toMatchObject({
      kind: 'misplaced',
      copy: { source: 'edc-source', ...change },
    });
  });

  const KEPT: readonly [string, DataCache, Partial<PruneScope>?][] = [
    ['a cache without our tags', cache()],
    ['a cache with three of our tags', cache({ tags: withoutGeneration(copy()) })],
    ['a cache whose generation cannot be read', copy({ generation: -1 })],
    ["another plan's copy", copy({ plan: 'other' })],
    ['a copy from another source region', copy({ sourceRegion: 'cn-shanghai' })],
    ['one that is being deleted', copy({ status: 'Deleting' })],
    ['what is asked for', copy({ source: 'edc-source' })],
    [
      'what is asked for, in other capitals and with a trailing slash',
      copy({ source: 'edc-source', bucket: 'Models', path: '/llama-3/' }),
    ],
    ['a lower generation of it', copy({ source: 'edc-source', generation: 3 })],
    ['a Failed copy of it', copy({ source: 'edc-source', status: 'Failed' })],
    [
      'any copy of a source that is not shown',
      copy({ source: 'edc-source', path: '/old' }),
      { asked: [{ source: 'edc-source' }] },
    ],
    ['a copy of an asked-for source whose path is not told', copy({ source: 'edc-source', path: '' })],
    ['a copy of an asked-for source whose bucket is not told', copy({ source: 'edc-source', bucket: '' })],
  ];
  it.each(KEPT)('is never %s', (_, shown, change) => {
    expect(judge(shown, change)).toBeUndefined();
  });
});

function withoutGeneration({ tags }: DataCache): DataCache['tags'] {
  const { 'eci-replicator:generation': _, ...rest } = tags;
  return rest;
}

const source = fc.constantFrom('edc-1', 'edc-2', 'edc-3');
const bucket = fc.constantFrom('models', 'default', '');
const path = fc.constantFrom('/a', '/b', '');

const caches = fc
  .array(
    fc.record({
      plan: fc.constantFrom('llm-weights', 'llm-weights', 'other'),
      source,
      sourceRegion: fc.constantFrom('cn-hongkong', 'cn-hongkong', 'cn-shanghai'),
      generation: fc.integer({ min: -1, max: 3 }),
      status: fc.constantFrom('Available', 'Creating', 'Failed', 'Deleting', 'Frozen', ''),
      bucket,
      path,
      missing: fc.constantFrom(undefined, undefined, undefined, 'plan', 'source', 'source-region', 'generation'),
    }),
    { maxLength: 12 },
  )
  .map((all) =>
    all.map(({ missing, ...made }, i): DataCache => {
      const shown = copy({ ...made, id: `edc-${String(i).padStart(2, '0')}` });
      const tags = Object.entries(shown.tags).filter(([key]) => key !== `eci-replicator:${missing}`);
      return { ...shown, tags: Object.fromEntries(tags) };
    }),
  );

const scopes = fc
  .record({
    asked: fc.array(
      fc.oneof(
        fc.record({ source, bucket: fc.constantFrom('models', 'default'), path: fc.constantFrom('/a', '/b') }),
        fc.record({ source }),
      ),
      { maxLength: 3 },
    ),
    targeted: fc.boolean(),
  })
  .map(({ asked: all, targeted }): PruneScope => ({ ...scope, asked: targeted ? all : [], targeted }));

function listed(all: readonly DataCache[], of: PruneScope) {
  const collector = new PruneCollector();
  for (const shown of all) {
    const verdict = pruneJudge(of)(shown);
    if (verdict?.kind === 'prunable') collector.add(verdict.copy);
  }
  return collector.list;
}

describe('laws of pruning', () => {
  it('never selects a copy of another plan or source region', () => {
    fc.assert(
      fc.property(caches, scopes, (all, of) => {
        for (const { id } of listed(all, of).candidates) {
          const origin = copyOrigin(all.find((shown) => shown.id === id) ?? cache());
          expect(origin).toMatchObject({ plan: of.plan, sourceRegion: of.sourceRegion });
        }
      }),
    );
  });

  it('never selects a copy of a wanted source and place, whatever its generation and status', () => {
    fc.assert(
      fc.property(caches, scopes, (all, of) => {
        for (const found of listed(all, of).candidates) {
          const wanted = of.asked.some(
            (one) =>
              one.source === found.source &&
              (one.path === undefined || (one.path === found.path && one.bucket === found.bucket)),
          );
          expect(wanted).toBe(false);
        }
      }),
    );
  });

  it('does not depend on the order of the listing or on duplicates', () => {
    fc.assert(
      fc.property(
        caches.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 0 }))),
        scopes,
        ([all, other], of) => {
          expect(listed([...other, ...all], of)).toEqual(listed(all, of));
        },
      ),
    );
  });

  it('finds nothing after a prune, which leaves everything else', () => {
    fc.assert(
      fc.property(caches, scopes, (all, of) => {
        const gone = new Set(listed(all, of).candidates.map(({ id }) => id));
        const left = all.filter(({ id }) => !gone.has(id));
        expect(listed(left, of).candidates).toEqual([]);
        for (const shown of all) if (pruneJudge(of)(shown) === undefined) expect(left).toContain(shown);
      }),
    );
  });

  it('never selects more if the plan asks for more', () => {
    fc.assert(
      fc.property(caches, scopes, source, (all, of, more) => {
        const now = new Set(listed(all, { ...of, targeted: true }).candidates.map(({ id }) => id));
        const then = listed(all, { ...of, targeted: true, asked: [...of.asked, { source: more }] }).candidates;
        for (const { id } of then) expect(now).toContain(id);
      }),
    );
  });
});
