import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bucketsToList,
  namedBuckets,
  type SelectableCache,
  type Selection,
  SelectionMatches,
  selector,
} from '../../../src/plan/selection.js';
import { openQuestions } from '../../../src/simulator/settings/open-questions.js';
import { spelled, spelledPlace } from '../../../src/simulator/spelling.js';
import { planOf } from './sample-plan.js';

function cache(change: Partial<SelectableCache> = {}): SelectableCache {
  return { id: 'edc-1', bucket: 'models', path: '/llama-3', name: 'llama', status: 'Available', tags: {}, ...change };
}

const selects = (selection: Selection, one: SelectableCache): boolean => selector([selection])(one).length > 0;

const segment = fc.constantFrom('llama-3', 'llama-30', 'llama', 'x');
const path = fc.array(segment, { maxLength: 3 }).map((segments) => `/${segments.join('/')}`);
const tags = fc.dictionary(fc.constantFrom('team', 'env', '__proto__', 'toString'), fc.constantFrom('', 'a', 'b'));
const bucket = fc.constantFrom('default', 'models', 'other');
const name = fc.constantFrom('llama', 'qwen');
const status = fc.constantFrom('Available', 'Creating', 'Failed', 'Frozen', 'Deleting');

const cacheOf = fc.record({ id: fc.constant('edc-1'), bucket, path, name, status, tags });
const caches = fc
  .array(cacheOf, { maxLength: 12 })
  .map((list) => list.map((one, n): SelectableCache => ({ ...one, id: `edc-${n}` })));
const selection = fc
  .record({ bucket, pathPrefix: path, name, tags }, { requiredKeys: [] })
  .map((given): Selection => given);

/** The same condition, by segments. */
function isBelow(at: string, prefix: string): boolean {
  const segments = (text: string) => text.split('/').filter((part) => part !== '');
  return segments(prefix).every((part, n) => segments(at)[n] === part);
}

describe('a selection', () => {
  it.each([
    ['/llama-3', true],
    ['/llama-3/x', true],
    ['/llama-3/x/y', true],
    ['/llama-30', false],
    ['/llama', false],
    ['/x/llama-3', false],
    ['/', false],
  ])('by the path prefix /llama-3 compares whole segments: %s, %s', (at, expected) => {
    expect(selects({ pathPrefix: '/llama-3' }, cache({ path: at }))).toBe(expected);
  });

  it('by path prefix matches exactly the paths with all of its segments', () => {
    fc.assert(
      fc.property(path, path, (at, prefix) => {
        expect(selects({ pathPrefix: prefix }, cache({ path: at }))).toBe(isBelow(at, prefix));
      }),
    );
  });

  it.each([
    [{ team: 'a' }, { team: 'a', env: 'prod' }, true],
    [{ team: 'a', env: 'prod' }, { team: 'a' }, false],
    [{ team: 'a' }, { team: 'b' }, false],
    [{ team: '' }, {}, false],
    [{ toString: '' }, {}, false],
  ])('by the tags %j of a cache with %j: %s', (wanted, carried, expected) => {
    expect(selects({ tags: wanted }, cache({ tags: carried }))).toBe(expected);
  });

  it('matches by the whole name and bucket', () => {
    expect(selects({ name: 'llama', bucket: 'models' }, cache())).toBe(true);
    expect(selects({ name: 'lla' }, cache())).toBe(false);
    expect(selects({ bucket: 'mod' }, cache())).toBe(false);
  });

  it('matches if each of its conditions matches', () => {
    fc.assert(
      fc.property(selection, cacheOf, (whole, one) => {
        const parts = Object.entries(whole).map(([key, value]) => selects({ [key]: value }, one));
        expect(selects(whole, one)).toBe(one.status !== 'Deleting' && parts.every(Boolean));
      }),
    );
  });

  it('never matches a cache that is being deleted, but does match a failed one, whose copies then fail visibly', () => {
    expect(selects({ bucket: 'models' }, cache({ status: 'Deleting' }))).toBe(false);
    expect(selects({ bucket: 'models' }, cache({ status: 'Failed' }))).toBe(true);
  });
});

describe('a selection in another spelling', () => {
  const spellings = openQuestions.shape.spelling.unwrap().options;
  const spelling = fc.constantFrom(...spellings);
  const unit = fc.constantFrom('a', 'B', 'é', 'e\u0301', '-', '大', '%', ' ');
  const part = fc.string({ unit, minLength: 1, maxLength: 4 });
  const oddPath = fc.array(part, { maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
  const oddBucket = fc.constantFrom('models', 'Models', 'MODELS', 'other');
  const oddTags = fc.dictionary(fc.constantFrom('Team', 'é'), part, { maxKeys: 2 });
  const oddSelection = fc.record(
    { bucket: oddBucket, pathPrefix: oddPath, name: part, tags: oddTags },
    { requiredKeys: [] },
  );
  const oddCache = fc
    .record({ bucket: oddBucket, path: oddPath, name: part, tags: oddTags })
    .map((fields) => cache(fields));

  it('matches the same caches, however the service writes them', () => {
    // Most pairs of random texts do not match: half of the selections are made from the cache.
    const pair = oddCache.chain((one) =>
      fc.tuple(
        fc.constant(one),
        fc.oneof(
          oddSelection,
          fc.constant<Selection>({ bucket: one.bucket, pathPrefix: one.path, name: one.name, tags: one.tags }),
        ),
      ),
    );
    fc.assert(
      fc.property(pair, spelling, ([one, wanted], way) => {
        // A text such as `%41`, which is itself an encoding, has no one meaning.
        fc.pre(!/%[0-9A-Fa-f]{2}/.test(JSON.stringify([one, wanted])));
        const tagsOf = Object.entries(one.tags).map(([key, value]) => [key, spelled(way, 'name', value)]);
        const written = {
          ...one,
          ...spelledPlace(way, one),
          tags: Object.fromEntries(tagsOf) as SelectableCache['tags'],
        };
        expect(selects(wanted, written)).toBe(selects(wanted, one));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [{ bucket: 'Models' }, { bucket: 'models' }],
    [{ pathPrefix: '/llama-3' }, { path: '/llama-3/' }],
    [{ pathPrefix: '/llama-3' }, { path: 'Llama-3/8B' }],
    [{ pathPrefix: '/é' }, { path: '/%C3%A9' }],
    [{ name: 'É' }, { name: 'e\u0301' }],
    [{ tags: { Team: 'É' } }, { tags: { team: 'e\u0301' } }],
  ])('by %j matches %j', (wanted, one) => {
    expect(selects(wanted, cache(one as Partial<SelectableCache>))).toBe(true);
  });

  it('adds the same sources in the same order', () => {
    const listed = [
      cache({ id: 'edc-1', path: '/b' }),
      cache({ id: 'edc-2', path: '/C' }),
      cache({ id: 'edc-3', path: '/a/b' }),
    ];
    const orders = spellings.map((way) => {
      const matches = new SelectionMatches([{ bucket: 'Models' }], new Set());
      for (const one of listed) matches.add({ ...one, ...spelledPlace(way, one) });
      return matches.matches[0]?.adds;
    });
    expect(new Set(orders.map((order) => JSON.stringify(order)))).toEqual(new Set(['["edc-3","edc-1","edc-2"]']));
  });
});

describe('the buckets to list', () => {
  it.each([
    [[{ bucket: 'a' }, { bucket: 'b' }, { bucket: 'a', name: 'n' }], ['c'], ['a', 'b']],
    [[{ name: 'n' }], [], [undefined]],
    [[{ bucket: 'Models' }], [], ['Models', 'models']],
    [
      [{ bucket: 'a' }, { name: 'n' }],
      ['c', 'a', 'c'],
      [undefined, 'a', 'c'],
    ],
  ])('for %j, with %j known, are %j', (selections, known, expected) => {
    expect(bucketsToList(selections, known)).toEqual(expected);
  });

  it('are taken from selections and destinations', () => {
    const list = [{ id: 'edc-1' }, { id: 'edc-2', as: { bucket: 'b' } }, { select: { bucket: 'a' } }];
    expect(namedBuckets(planOf({ source: { region: 'cn-hongkong', caches: list } }))).toEqual(['b', 'a']);
  });
});

describe('the matches of selections', () => {
  const gather = (selections: readonly Selection[], ids: readonly string[], listed: readonly SelectableCache[]) => {
    const matches = new SelectionMatches(selections, new Set(ids));
    for (const one of listed) matches.add(one);
    return matches;
  };
  const ids = fc.uniqueArray(fc.constantFrom<string>('edc-0', 'edc-1', 'edc-2'));
  const selections = fc.array(selection, { minLength: 1, maxLength: 4 });

  it('are all counted by each selection, but added once, by the first, and only if the plan does not name the id', () => {
    fc.assert(
      fc.property(selections, ids, caches, (wanted, named, listed) => {
        const { matches, sources, empty } = gather(wanted, named, listed);
        const matching = wanted.map((one) => listed.filter((listing) => selects(one, listing)).map(({ id }) => id));
        expect(matches.map(({ matched }) => matched)).toEqual(matching.map((found) => found.length));
        expect(empty).toEqual(matching.flatMap((found, n) => (found.length === 0 ? [n] : [])));

        const added = matches.flatMap(({ adds }) => adds);
        expect(new Set(added).size).toBe(added.length);
        expect(new Set(added)).toEqual(new Set(matching.flat().filter((id) => !named.includes(id))));
        expect(new Set(sources.map(({ id }) => id))).toEqual(new Set(added));
        for (const [n, { adds }] of matches.entries()) {
          const earlier = new Set(matching.slice(0, n).flat());
          expect(adds.filter((id) => earlier.has(id) || !matching[n]?.includes(id))).toEqual([]);
        }
      }),
    );
  });

  it('depend neither on the order of the listing nor on how often a cache is listed', () => {
    const shuffled = caches.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: 2 * list.length })),
    );
    fc.assert(
      fc.property(selections, ids, shuffled, (wanted, named, [once, twice]) => {
        expect(gather(wanted, named, twice).matches).toEqual(gather(wanted, named, once).matches);
      }),
    );
  });

  it('are ordered by bucket, path and id', () => {
    const listed = [
      cache({ id: 'edc-4', bucket: 'b', path: '/a' }),
      cache({ id: 'edc-3', bucket: 'a', path: '/b' }),
      cache({ id: 'edc-2', bucket: 'a', path: '/a' }),
      cache({ id: 'edc-1', bucket: 'a', path: '/b' }),
    ];
    expect(gather([{ name: 'llama' }], [], listed).matches).toEqual([
      { matched: 4, adds: ['edc-2', 'edc-1', 'edc-3', 'edc-4'] },
    ]);
  });

  it('are too many beyond 2,000 sources, including those by id, without duplicates', () => {
    const many = Array.from({ length: 2_000 }, (_, n) => cache({ id: `edc-${n}` }));
    expect(gather([{ name: 'llama' }], ['edc-5'], many).tooMany).toBe(false);
    expect(gather([{ name: 'llama' }], ['edc-other'], many).tooMany).toBe(true);
  });
});
