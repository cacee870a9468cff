import { describe, expect, it } from 'vitest';
import { copyOptions, expandCopies, plannedCount, regionPolicy, type SourceCache } from '../../../src/plan/expand.js';
import { MINIMAL, planOf } from './sample-plan.js';

const described = (id: string, path: string): SourceCache => ({
  id,
  bucket: 'default',
  path,
  name: `name-of-${id}`,
  sizeGiB: 20,
  status: 'Available',
});

const withCaches = (caches: unknown[]): Record<string, unknown> => ({ source: { ...MINIMAL.source, caches } });

describe('expandCopies', () => {
  it("takes the source's own bucket, path and name unless `as` says otherwise", () => {
    const plan = planOf(withCaches([{ id: 'edc-2' }, { id: 'edc-1', as: { path: '/stable' } }]));
    expect(expandCopies(plan, [described('edc-1', '/one'), described('edc-2', '/two')])).toEqual({
      copies: [
        { source: 'edc-2', bucket: 'default', path: '/two', name: 'name-of-edc-2', sizeGiB: 20 },
        { source: 'edc-1', bucket: 'default', path: '/stable', name: 'name-of-edc-1', sizeGiB: 20 },
      ],
      problems: [],
    });
  });

  it('leaves the size out when the service did not say', () => {
    const { sizeGiB: _, ...source } = described('edc-1', '/one');
    const { copies } = expandCopies(planOf(withCaches([{ id: 'edc-1' }])), [source]);
    expect(copies).toStrictEqual([{ source: 'edc-1', bucket: 'default', path: '/one', name: 'name-of-edc-1' }]);
  });

  it('names a source that was not found', () => {
    const { copies, problems } = expandCopies(planOf(), [described('edc-1', '/one')]);
    expect(copies).toHaveLength(1);
    expect(problems).toEqual([
      { path: ['source', 'caches', 1], message: expect.stringContaining('`edc-2` was not found in cn-hongkong') },
    ]);
  });

  it('refuses a second copy for one bucket and path, and names both', () => {
    const { copies, problems } = expandCopies(planOf(), [described('edc-1', '/same'), described('edc-2', '/same')]);
    expect(copies.map(({ source }) => source)).toEqual(['edc-1']);
    expect(problems).toEqual([
      {
        path: ['source', 'caches', 1],
        message: expect.stringContaining(
          '`edc-2` and source.caches[0] have the same bucket `default` and path `/same`',
        ),
      },
    ]);
  });

  it('takes one path in two buckets for two destinations', () => {
    const plan = planOf(withCaches([{ id: 'edc-1' }, { id: 'edc-2', as: { bucket: 'other' } }]));
    expect(expandCopies(plan, [described('edc-1', '/same'), described('edc-2', '/same')]).problems).toEqual([]);
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

  it("copies with the plan's options where it has none of its own", () => {
    expect(copyOptions(plan, 'cn-beijing')).toEqual({
      retentionDays: 30,
      tags: { team: 'a', env: 'prod' },
      resourceGroupId: 'rg-1',
    });
  });

  it('overrides key by key, and tag by tag', () => {
    expect(copyOptions(plan, 'cn-shanghai')).toEqual({
      retentionDays: 7,
      tags: { team: 'a', env: 'test', extra: 'x' },
      resourceGroupId: 'rg-1',
    });
  });

  it('has no options but empty tags when nobody gives any', () => {
    expect(copyOptions(planOf(), 'cn-beijing')).toStrictEqual({ tags: {} });
  });

  it("has its own window, else the policy's", () => {
    expect([regionPolicy(plan, 'cn-beijing'), regionPolicy(plan, 'cn-shanghai')]).toEqual([
      { maxInFlight: 10 },
      { maxInFlight: 3 },
    ]);
  });
});

it('plans every named cache once for every target', () => {
  expect(plannedCount(planOf())).toBe(4);
  expect(plannedCount(planOf(withCaches([{ id: 'edc-1' }, { select: { bucket: 'b' } }])))).toBe(2);
});
