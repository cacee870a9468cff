import { describe, expect, it } from 'vitest';
import { failure, SOURCE_CACHE, SOURCE_REGION, TARGET } from './support/sdk-client.js';
import { simulated } from './support/simulated.js';

describe('CopyDataCache', () => {
  it('creates a copy that goes through Loading and Creating to Available', async () => {
    const { sdk, advance } = await simulated();
    const { dataCacheId = '' } = await sdk.copy({
      tags: { team: 'x y*!' },
      retentionDays: 30,
      resourceGroupId: 'rg-1',
    });
    const seen = [];
    for (const step of [0, 1_000, 2_000, 1_000]) {
      advance(step);
      const [cache] = (await sdk.describe({ dataCacheId: [dataCacheId] })).dataCaches ?? [];
      seen.push(`${cache?.status} ${cache?.progress}`);
    }
    expect(seen).toEqual(['Loading 0%', 'Creating 25%', 'Creating 75%', 'Available 100%']);

    const [cache] = (await sdk.describe({ dataCacheId: [dataCacheId] })).dataCaches ?? [];
    expect({ ...cache, tags: cache?.tags?.map((tag) => ({ ...tag })) }).toMatchObject({
      dataCacheId,
      regionId: TARGET,
      bucket: 'models',
      path: '/llama-3/stable',
      name: 'llama',
      size: 140,
      resourceGroupId: 'rg-1',
      creationTime: '2026-11-24T08:00Z',
      expireDateTime: '2026-12-24T08:00Z',
      tags: [{ key: 'team', value: 'x y*!' }],
    });
  });

  it('answers a repeated token with the first copy, even if the region is full by then', async () => {
    const { sdk, simulator } = await simulated({ regions: { [TARGET]: { quota: 1 } } });
    const first = await sdk.copy();
    expect((await sdk.copy()).dataCacheId).toBe(first.dataCacheId);
    expect(simulator.ledger().billed).toHaveLength(1);
    expect(await failure(sdk.copy({ clientToken: 'token-2' }))).toMatchObject({ code: 'QuotaExceeded', status: 403 });
    expect(await failure(sdk.copy({ name: 'other' }))).toMatchObject({
      code: 'IdempotentParameterMismatch',
      status: 400,
    });
  });

  const refused = [
    ['an unknown source', { dataCacheId: 'edc-none' }, 404, 'InvalidParameter.NotFound'],
    ['a source of another region', { regionId: 'cn-x' }, 404, 'InvalidParameter.NotFound'],
    ['a source that is not Available', { dataCacheId: 'edc-slow' }, 400, 'IncorrectStatus'],
    ['no target region', { destinationRegionId: '' }, 400, 'MissingParameter'],
    ['no source', { dataCacheId: '' }, 400, 'MissingParameter'],
    ['the source region as target', { destinationRegionId: SOURCE_REGION }, 400, 'InvalidParameter'],
    ['a token of 65 characters', { clientToken: 'x'.repeat(65) }, 400, 'InvalidParameter'],
    ['a token beyond ASCII', { clientToken: 'ü' }, 400, 'InvalidParameter'],
    ['no whole days of retention', { retentionDays: 1.5 }, 400, 'InvalidParameter'],
  ] as const;
  it.each(refused)('refuses %s', async (_what, fields, status, code) => {
    const slow = { region: SOURCE_REGION, id: 'edc-slow', bucket: 'models', path: '/slow', availableAfter: '5s' };
    const { sdk, simulator } = await simulated({ sources: [SOURCE_CACHE, slow] });
    expect(await failure(sdk.copy(fields))).toMatchObject({ code, status });
    expect(simulator.ledger()).toMatchObject({ billed: [], refusals: { [code]: {} } });
  });

  it('copies a source once it has become Available', async () => {
    const slow = { region: SOURCE_REGION, id: 'edc-slow', bucket: 'models', path: '/slow', availableAfter: '5s' };
    const { sdk, advance } = await simulated({ sources: [slow] });
    expect((await failure(sdk.copy({ dataCacheId: 'edc-slow' }))).code).toBe('IncorrectStatus');
    advance(5_000);
    expect((await sdk.copy({ dataCacheId: 'edc-slow' })).dataCacheId).toBeDefined();
  });
});

describe('DescribeDataCaches', () => {
  const existing = Array.from({ length: 45 }, (_, index) => ({
    region: TARGET,
    id: `edc-${index}`,
    bucket: index % 3 === 0 ? 'datasets' : 'models',
    path: `/p/${index}`,
    tags: { parity: index % 2 === 0 ? 'even' : 'odd' },
  }));

  it('pages through all caches, each once, and the last page has no token', async () => {
    const { sdk } = await simulated({ existing });
    const pages = [];
    let nextToken: string | undefined = '';
    while (nextToken !== undefined) {
      const page: Awaited<ReturnType<typeof sdk.describe>> = await sdk.describe({ nextToken });
      pages.push(page.dataCaches?.map(({ dataCacheId }) => dataCacheId) ?? []);
      expect(page.totalCount).toBe(45);
      nextToken = page.nextToken;
    }
    expect(pages.map(({ length }) => length)).toEqual([20, 20, 5]);
    expect(pages.flat()).toEqual(existing.map(({ id }) => id));
  });

  const filters: readonly (readonly [Parameters<World['sdk']['describe']>[0], number])[] = [
    [{ dataCacheId: ['edc-1', 'edc-2', 'edc-none'] }, 2],
    [{ bucket: 'datasets' }, 15],
    [{ bucket: 'models', path: '/p/1' }, 1],
    [{ bucket: 'datasets', path: '/p/1' }, 0],
    [{ tags: { parity: 'odd' } }, 22],
    [{ tags: { parity: '' } }, 45],
    [{ tags: { parity: 'odd', other: 'x' } }, 0],
    [{ regionId: 'cn-x' }, 0],
  ];
  it.each(filters)('finds by %o', async (fields, count) => {
    const { sdk } = await simulated({ existing });
    expect((await sdk.describe(fields)).totalCount).toBe(count);
  });

  const refused = [
    { dataCacheId: Array.from({ length: 21 }, (_, index) => `edc-${index}`) },
    { limit: 21 },
    { limit: 0 },
    { nextToken: 'nonsense' },
  ];
  it.each(refused)('refuses %o', async (fields) => {
    const { sdk } = await simulated();
    expect(await failure(sdk.describe(fields))).toMatchObject({ code: 'InvalidParameter', status: 400 });
  });
});

describe('DeleteDataCache and ListUsage', () => {
  it('deletes by id or by bucket and path, and counts the remaining caches', async () => {
    const { sdk } = await simulated({ existing: [{ region: TARGET, bucket: 'models', path: '/foreign' }] });
    const { dataCacheId = '' } = await sdk.copy();
    expect(await sdk.usage()).toEqual({ UsedDataCacheCount: 2, MaxDataCacheCount: 100_000 });
    await sdk.delete({ dataCacheId });
    expect(await failure(sdk.delete({ dataCacheId }))).toMatchObject({
      code: 'InvalidParameter.NotFound',
      status: 404,
    });
    await sdk.delete({ bucket: 'models', path: '/foreign' });
    expect(await sdk.usage()).toMatchObject({ UsedDataCacheCount: 0 });
    expect((await failure(sdk.delete({ bucket: 'models' }))).code).toBe('MissingParameter');
  });

  it('answers the token of a deleted copy with its id and creates no other copy', async () => {
    const { sdk } = await simulated();
    const { dataCacheId = '' } = await sdk.copy();
    await sdk.delete({ dataCacheId });
    expect((await sdk.copy()).dataCacheId).toBe(dataCacheId);
    expect((await sdk.describe()).totalCount).toBe(0);
  });
});

type World = Awaited<ReturnType<typeof simulated>>;
