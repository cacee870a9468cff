import { describe, expect, it } from 'vitest';
import {
  copyOptions,
  expandCopies,
  type FoundSources,
  plannedCount,
  regionPolicy,
  selectionCount,
  type SourceCache,
} from '../../../src/plan/expand-copies.js';
import { MINIMAL, planOf } from './sample-plan.js';

const described = (id: string, path: string): SourceCache => ({
  id,
  bucket: 'default',
  path,
  name: `name-of-${id}`,
  sizeGiB: 20,
  status: 'Available',
});

const found = (sources: readonly SourceCache[], change: Partial<FoundSources> = {}): FoundSources => ({
  sources,
  absent: [],
  ...change,
});

const withCaches = (caches: unknown[]): Record<string, unknown> => ({ source: { ...MINIMAL.source, caches } });

describe('the copies of a plan', () => {
  it("have the source's bucket, path and name unless `as` sets another", () => {
    const plan = planOf(withCaches([{ id: 'edc-2' }, { id: 'edc-1', as: { path: '/stable' } }]));
    const status = 'Available';
    expect(expandCopies(plan, found([described('edc-1', '/one'), described('edc-2', '/two')]))).toEqual({
      copies: [
        { source: 'edc-2', bucket: 'default', path: '/two', name: 'name-of-edc-2', sizeGiB: 20, status },
        { source: 'edc-1', bucket: 'default', path: '/stable', name: 'name-of-edc-1', sizeGiB: 20, status },
      ],
      problems: [],
    });
  });

  it('have no size if the service does not give one', () => {
    const { sizeGiB: _, ...source } = described('edc-1', '/one');
    const { copies } = expandCopies(planOf(withCaches([{ id: 'edc-1' }])), found([source]));
    expect(copies).toStrictEqual([
      { source: 'edc-1', bucket: 'default', path: '/one', name: 'name-of-edc-1', status: 'Available' },
    ]);
  });

  it('include that of a source that is not listed, in its position and without a status', () => {
    const plan = planOf(withCaches([{ id: 'edc-0', as: { path: '/zero' } }, { id: 'edc-9' }, { id: 'edc-1' }]));
    const { copies, problems } = expandCopies(
      plan,
      found([described('edc-1', '/one')], { absent: ['edc-0', 'edc-9'] }),
    );
    expect(problems).toEqual([]);
    expect(copies).toMatchObject([
      { source: 'edc-0', bucket: '', path: '/zero' },
      { source: 'edc-9', bucket: '', path: '' },
      { source: 'edc-1', status: 'Available' },
    ]);
    expect(copies[0]).not.toHaveProperty('status');
  });

  it('exclude a second source for the same bucket and path, and the problem names both', () => {
    const plan = planOf(withCaches([{ id: 'edc-0' }, { id: 'edc-1' }, { id: 'edc-2' }]));
    const { copies, problems } = expandCopies(plan, found([described('edc-1', '/same'), described('edc-2', '/same')]));
    expect(copies.map(({ source }) => source)).toEqual(['edc-0', 'edc-1']);
    expect(problems).toEqual([
      {
        path: ['source', 'caches', 2],
        message:
          '`edc-2` and `edc-1` (source.caches[1]) have the same bucket `default` and path `/same`: give one of them another path with `as`',
      },
    ]);
  });

  it('may have the same path in two buckets', () => {
    const plan = planOf(withCaches([{ id: 'edc-1' }, { id: 'edc-2', as: { bucket: 'other' } }]));
    const { problems } = expandCopies(plan, found([described('edc-1', '/same'), described('edc-2', '/same')]));
    expect(problems).toEqual([]);
  });
});

describe('the sources that selections add', () => {
  const plan = planOf(withCaches([{ select: { bucket: 'a' } }, { id: 'edc-1' }, { select: { name: 'n' } }]));
  const selected = (first: readonly string[], second: readonly string[]) =>
    [first, second].map((adds) => ({ matched: adds.length, adds }));

  it('come at the position of the selection in the plan', () => {
    const sources = ['edc-3', 'edc-2', 'edc-1', 'edc-4'].map((id) => described(id, `/${id}`));
    const { copies, problems } = expandCopies(
      plan,
      found(sources, { selected: selected(['edc-2', 'edc-3'], ['edc-4']) }),
    );
    expect(problems).toEqual([]);
    expect(copies.map(({ source }) => source)).toEqual(['edc-2', 'edc-3', 'edc-1', 'edc-4']);
  });

  it('may be none, if all matches of a selection are named elsewhere', () => {
    const all = [
      { matched: 1, adds: [] },
      { matched: 2, adds: ['edc-2'] },
    ];
    const { copies, problems } = expandCopies(
      plan,
      found([described('edc-1', '/1'), described('edc-2', '/2')], { selected: all }),
    );
    expect(problems).toEqual([]);
    expect(copies.map(({ source }) => source)).toEqual(['edc-1', 'edc-2']);
  });

  it('are never silently none: a selection without a match is a problem that says what to do', () => {
    const sources = [described('edc-1', '/1')];
    const { problems } = expandCopies(plan, found(sources, { selected: selected([], []) }));
    expect(problems).toEqual([
      {
        path: ['source', 'caches', 0, 'select'],
        message:
          '`select` matches no data cache in cn-hongkong: compare its bucket, path, name and tags with the data caches in the region',
      },
      {
        path: ['source', 'caches', 2, 'select'],
        message: expect.stringMatching(/: add `bucket`, as the service/),
      },
    ]);
    const blind = expandCopies(plan, found(sources, { selected: selected([], []), unseen: 'ListUsage counts 5' }));
    expect(blind.problems[0]?.message).toContain('(ListUsage counts 5: also check the permission');
  });

  it('are a problem if two have the same destination, and it names both', () => {
    const sources = [described('edc-2', '/same'), described('edc-1', '/same'), described('edc-3', '/same')];
    const { problems } = expandCopies(plan, found(sources, { selected: selected(['edc-2'], ['edc-3']) }));
    expect(problems).toEqual([
      {
        path: ['source', 'caches', 1],
        message:
          '`edc-1` and `edc-2` (source.caches[0].select) have the same bucket `default` and path `/same`: narrow the selection, or list one of them by `id` with another path in `as`',
      },
      { path: ['source', 'caches', 2, 'select'], message: expect.stringMatching(/^`edc-3` and `edc-2` /) },
    ]);
  });

  it('have at most a hundred problems, and the number of others', () => {
    const ids = Array.from({ length: 200 }, (_, n) => `edc-${n + 10}`);
    const sources = ids.map((id) => described(id, '/same'));
    const { problems } = expandCopies(plan, found(sources, { selected: selected(ids, ['edc-10']) }));
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)?.message).toBe('and 100 more problems');
  });
});

describe('a region', () => {
  const plan = planOf({
    copy: { retentionDays: 30, tags: { team: 'a', env: 'prod' }, resourceGroupId: 'rg-1' },
    targets: [
      { region: 'cn-beijing' },
      { region: 'cn-shanghai', maxInFlight: 3, copy: { retentionDays: 7, tags: { env: 'test', extra: 'x' } } },
    ],
  });

  it("has the plan's settings if it has none of its own", () => {
    expect(copyOptions(plan, 'cn-beijing')).toEqual({
      retentionDays: 30,
      tags: { team: 'a', env: 'prod' },
      resourceGroupId: 'rg-1',
    });
  });

  it('overrides settings key by key, and tags tag by tag', () => {
    expect(copyOptions(plan, 'cn-shanghai')).toEqual({
      retentionDays: 7,
      tags: { team: 'a', env: 'test', extra: 'x' },
      resourceGroupId: 'rg-1',
    });
  });

  it('has empty tags and no other settings by default', () => {
    expect(copyOptions(planOf(), 'cn-beijing')).toStrictEqual({ tags: {} });
  });

  it("has its own window, or the policy's", () => {
    expect([regionPolicy(plan, 'cn-beijing'), regionPolicy(plan, 'cn-shanghai')]).toEqual([
      { maxInFlight: 10 },
      { maxInFlight: 3 },
    ]);
  });
});

it('the planned copies are counted without those of selections', () => {
  const plan = planOf(withCaches([{ id: 'edc-1' }, { select: { bucket: 'b' } }]));
  expect([plannedCount(planOf()), plannedCount(plan)]).toEqual([4, 2]);
  expect([selectionCount(planOf()), selectionCount(plan)]).toEqual([0, 1]);
});
