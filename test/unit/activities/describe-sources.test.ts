import { describe, expect, it } from 'vitest';
import { describeSources, type DescribeSourcesTask } from '../../../activities/describe-sources.js';
import type { DataCache } from '../../../src/eci/eci.js';
import { START, tryUntilDone } from './support/attempts.js';
import { cache, MINUTE, SECOND } from './support/samples.js';
import { eciError, type Script, ScriptedEci } from './support/scripted-eci.js';

const task: DescribeSourcesTask = {
  region: 'cn-hongkong',
  ids: ['edc-1', 'edc-2'],
  pollEvery: 10 * SECOND,
  absentAfter: MINUTE,
};
const first = cache({ id: 'edc-1', sizeGiB: 140, tags: { secret: 'x' } });
const second = cache({ id: 'edc-2', status: 'Creating', path: '/qwen' });
const describing = (describeScript: NonNullable<Script['describe']>) => new ScriptedEci({ describe: describeScript });
const run = (eci: ScriptedEci, change: Partial<DescribeSourcesTask> = {}) =>
  tryUntilDone(() => describeSources({ eci })({ ...task, ...change }));

describe('describing the sources', () => {
  it('returns where they are mounted, their size and status, and nothing else', async () => {
    const { result } = await run(describing(() => [first, second]));
    expect(result).toEqual({
      kind: 'described',
      absent: [],
      sources: [
        { id: 'edc-1', bucket: 'models', path: '/llama-3', name: 'other', status: 'Available', sizeGiB: 140 },
        { id: 'edc-2', bucket: 'models', path: '/qwen', name: 'other', status: 'Creating' },
      ],
    });
  });

  it.each([
    ['does not exist, if the service shows all that it counts', 1, undefined],
    ['may exist, if the service counts more than it shows', 2, '1 data cache is listed, but ListUsage counts 2'],
  ])('says at once that a source which is not shown %s', async (_, used, reason) => {
    const eci = new ScriptedEci({
      describe: ({ ids }) => (ids?.[0] === 'edc-2' ? [] : [first]),
      usage: () => ({ used }),
    });
    const { result, retries } = await run(eci);
    expect(retries).toEqual([]);
    expect(result).toMatchObject({ kind: 'described', sources: [{ id: 'edc-1' }] });
    expect(result).toMatchObject(
      reason === undefined ? { absent: ['edc-2'] } : { absent: [], hidden: { ids: ['edc-2'], reason } },
    );
  });

  it('may exist in a region that may not be listed, and the others are described', async () => {
    const shown = ({ ids }: { ids?: readonly string[] | undefined }) =>
      ids === undefined ? eciError('account', 'Forbidden') : [first];
    const { result } = await run(new ScriptedEci({ describe: shown, usage: () => ({ used: 2 }) }));
    const hidden = { ids: ['edc-2'], reason: 'the region cannot be listed: Forbidden' };
    expect(result).toMatchObject({ kind: 'described', absent: [], hidden, sources: [{ id: 'edc-1' }] });
  });

  it('may exist in a region that shows nothing at all', async () => {
    const { result, retries } = await run(new ScriptedEci({ describe: () => [], usage: () => eciError('account') }));
    const hidden = { ids: ['edc-1', 'edc-2'], reason: 'no data cache is listed, and ListUsage was refused: account' };
    expect([retries, result]).toEqual([[], { kind: 'described', absent: [], hidden, sources: [] }]);
  });

  it('asks for twenty sources at a time, and reads the region once for all that are not shown', async () => {
    const ids = Array.from({ length: 50 }, (_, n) => `edc-${n}`);
    const eci = new ScriptedEci({ describe: () => [], usage: () => ({ used: 0 }) });
    const { result } = await run(eci, { ids });
    expect(result).toMatchObject({ absent: ids });
    expect(eci.looks.map((query) => query.ids?.length)).toEqual([20, 20, 10]);
  });

  it.each(['throttled', 'ambiguous'] as const)('is retried after %s', async (family) => {
    const { result, retries } = await run(describing((_, call) => (call === 1 ? eciError(family) : [first, second])));
    expect(result).toMatchObject({ kind: 'described' });
    expect(retries).toHaveLength(1);
  });

  it.each(['account', 'region', 'request'] as const)('ends with a refusal of family %s', async (family) => {
    const { result } = await run(describing(() => eciError(family, 'Some.Code')));
    expect(result).toEqual({ kind: 'refused', family, code: 'Some.Code', reason: 'the service said Some.Code' });
  });
});

/** A source region as the service lists it, by pages of two; without a bucket all of it, or `default` alone. */
function listing(caches: readonly DataCache[], script: Script = {}, withoutBucket: 'all' | 'defaultOnly' = 'all') {
  return new ScriptedEci({
    ...script,
    describe: ({ ids, bucket, nextToken }) => {
      if (ids !== undefined) return caches.filter(({ id }) => ids.includes(id));
      const asked = bucket ?? (withoutBucket === 'all' ? undefined : 'default');
      const found = caches.filter((one) => (asked ?? one.bucket) === one.bucket);
      const from = Number(nextToken ?? 0);
      const next = from + 2 < found.length ? { nextToken: String(from + 2) } : {};
      return { caches: found.slice(from, from + 2), total: found.length, ...next };
    },
  });
}

describe('selecting sources', () => {
  const models = Array.from({ length: 5 }, (_, n) =>
    cache({ id: `edc-m${n}`, path: `/llama-3/${n}`, tags: { t: 'x' } }),
  );
  const foreign = ['default', 'other'].map((bucket) => cache({ id: `edc-${bucket}`, bucket, path: `/${bucket}` }));
  const region = [...models, ...foreign];
  const select = (selections: DescribeSourcesTask['selections'], change: Partial<DescribeSourcesTask> = {}) => ({
    ids: [],
    ...change,
    ...(selections === undefined ? {} : { selections }),
  });

  it('lists nothing for a plan without a selection, and reports none', async () => {
    const eci = describing(() => [first, second]);
    const { result } = await run(eci);
    expect(eci.looks).toHaveLength(1);
    expect(result).not.toHaveProperty('selected');
  });

  it('finds every match over all pages, and no other cache', async () => {
    const { result } = await run(listing(region), select([{ bucket: 'models', pathPrefix: '/llama-3' }]));
    expect(result).toMatchObject({
      kind: 'described',
      absent: [],
      selected: [{ matched: 5, adds: models.map(({ id }) => id) }],
    });
    expect(result.kind === 'described' && result.sources).toHaveLength(5);
    expect(JSON.stringify(result)).not.toContain('tags');
  });

  it('lists each bucket once, however many selections look into it', async () => {
    const eci = listing(region);
    await run(eci, select([{ bucket: 'models' }, { bucket: 'models', name: 'other' }, { bucket: 'other' }]));
    const starts = eci.looks.filter(({ nextToken }) => nextToken === undefined);
    expect(starts.map(({ bucket }) => bucket)).toEqual(['models', 'other']);
  });

  it.each(['all', 'defaultOnly'] as const)(
    'finds without a bucket what is in `default`, in buckets that the plan names and in those of its sources, when the service lists %s',
    async (reading) => {
      const named = cache({ id: 'edc-1', bucket: 'beside', path: '/named' });
      const beside = cache({ id: 'edc-beside', bucket: 'beside', path: '/beside' });
      const { result } = await run(
        listing([...region, named, beside], {}, reading),
        select([{ name: 'other' }], { ids: ['edc-1'], buckets: ['models'] }),
      );
      const found = result.kind === 'described' ? result.selected?.[0] : undefined;
      // What lies in a bucket that nobody names is found by one of the two readings alone.
      const everywhere = ['edc-beside', 'edc-default', ...models.map(({ id }) => id)];
      expect(found?.adds).toEqual(reading === 'all' ? [...everywhere, 'edc-other'] : everywhere);
      expect(found?.matched).toBe((found?.adds.length ?? 0) + 1);
    },
  );

  it('ends immediately with a selection that matches nothing, if the region lists anything', async () => {
    const { result, retries } = await run(listing(region), select([{ bucket: 'other' }, { bucket: 'nowhere' }]));
    expect(retries).toEqual([]);
    expect(result).toMatchObject({ selected: [{ matched: 1 }, { matched: 0, adds: [] }] });
    expect(result).not.toHaveProperty('unseen');
  });

  it('ends immediately in a region that is empty by its usage', async () => {
    const { result, retries } = await run(listing([], { usage: () => ({ used: 0 }) }), select([{ name: 'n' }]));
    expect(retries).toEqual([]);
    expect(result).toMatchObject({ selected: [{ matched: 0 }] });
  });

  it('polls a blind region for `absentAfter`, and then says why nothing was seen', async () => {
    const { result, retries, at } = await run(
      listing([], { usage: () => ({ used: 5 }) }),
      select([{ bucket: 'models' }]),
    );
    expect(at - START).toBe(MINUTE);
    expect(retries[0]).toMatchObject({ code: 'SourceNotFound', delayMs: 10 * SECOND });
    expect(result).toMatchObject({
      selected: [{ matched: 0 }],
      unseen: 'no data cache is listed, but ListUsage counts 5',
    });
  });

  it('does not wait for a source by id', async () => {
    const eci = listing(region, { usage: () => ({ used: region.length }) });
    const { result, retries } = await run(eci, select([{ bucket: 'models' }], { ids: ['edc-gone'] }));
    expect(retries).toEqual([]);
    expect(result).toMatchObject({ absent: ['edc-gone'], selected: [{ matched: 5 }] });
  });

  it('stops listing once there are more than 2,000 sources', async () => {
    const many = Array.from({ length: 2_500 }, (_, n) => cache({ id: `edc-${n}`, path: `/${n}` }));
    const eci = listing(many);
    expect((await run(eci, select([{ bucket: 'models' }]))).result).toEqual({ kind: 'tooMany' });
    expect(eci.looks).toHaveLength(1_001);
  });

  it.each(['throttled', 'ambiguous'] as const)('starts again when a page is %s', async (family) => {
    let calls = 0;
    const eci = new ScriptedEci({
      describe: () => {
        calls += 1;
        return calls === 2
          ? eciError(family)
          : { caches: models.slice(0, 2), ...(calls === 1 ? { nextToken: '2' } : {}) };
      },
    });
    const { result, retries } = await run(eci, select([{ bucket: 'models' }]));
    expect(retries).toHaveLength(1);
    expect(result).toMatchObject({ selected: [{ matched: 2 }] });
  });

  it('ends with the refusal of a page', async () => {
    const { result } = await run(
      describing(() => eciError('account', 'NoPermission')),
      select([{ bucket: 'models' }]),
    );
    expect(result).toMatchObject({ kind: 'refused', code: 'NoPermission' });
  });
});
