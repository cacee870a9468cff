import { describe, expect, it } from 'vitest';
import { watchDataCaches, type WatchedCache, type WatchTask } from '../../../activities/watch-data-caches.js';
import { ERROR_FAMILIES } from '../../../src/eci/error-table.js';
import type { DataCache, DescribeQuery } from '../../../src/eci/eci.js';
import { START, type Try, tryOnce, tryUntilDone } from './support/attempts.js';
import { cache, HOUR, MINUTE, SECOND } from './support/samples.js';
import { eciError, type Script, ScriptedEci } from './support/scripted-eci.js';

function watchTask(change: Partial<WatchTask> = {}): WatchTask {
  return {
    region: 'cn-beijing',
    caches: [watched({})],
    pollEvery: 10 * SECOND,
    giveUpAfter: 6 * HOUR,
    absentAfter: 10 * MINUTE,
    buckets: ['models'],
    reportsRefusal: true,
    ...change,
  };
}

function watched(change: Partial<WatchedCache>): WatchedCache {
  return { id: 'edc-1', since: START, seen: true, ...change };
}

/** Shows by id what stands, and lists it; ListUsage counts nothing unless told. */
function showing(standing: readonly DataCache[], script: Script = {}) {
  return new ScriptedEci({
    describe: ({ ids, bucket }) =>
      standing.filter((shown) => (ids === undefined ? shown.bucket === bucket : ids.includes(shown.id))),
    usage: () => ({ used: standing.length }),
    ...script,
  });
}

function look(eci: ScriptedEci, change: Partial<WatchTask> = {}, info: Try = {}) {
  return tryOnce(() => watchDataCaches({ eci })(watchTask(change)), info);
}

const standing = (status: string, change: Partial<DataCache> = {}) => cache({ id: 'edc-1', status, ...change });
const warning = { type: 'Warning', reason: 'Disk', message: 'too small' };
const LONG_ABSENT = watched({ absentSince: START - 10 * MINUTE });
const OLD = watched({ since: START - 6 * HOUR });

describe('a poll of the caches under way', () => {
  const CHANGES: readonly [string, DataCache[], WatchedCache, object][] = [
    [
      'Available, with its size and expiry',
      [standing('Available', { expiresAt: '2026-12-02T10:01Z', sizeGiB: 140 })],
      watched({}),
      { kind: 'available', expiresAt: '2026-12-02T10:01Z', sizeGiB: 140 },
    ],
    ['Available at the last moment', [standing('Available')], OLD, { kind: 'available' }],
    ['Available after an absence', [standing('Available')], LONG_ABSENT, { kind: 'available' }],
    [
      'Failed, with the last warning',
      [standing('Failed', { events: [warning] })],
      watched({}),
      { kind: 'failed', reason: 'Disk: too small' },
    ],
    [
      'Failed without a warning',
      [standing('Failed')],
      watched({}),
      { kind: 'failed', reason: 'copy edc-1 ended Failed' },
    ],
    ['absent for the first time', [], watched({}), { kind: 'absent' }],
    ['back', [standing('Loading')], LONG_ABSENT, { kind: 'back' }],
    ['gone for `absentAfter`, with proof', [], LONG_ABSENT, { kind: 'vanished', reason: 'edc-1 is no longer there' }],
    ['not ready in time', [standing('Creating')], OLD, { kind: 'overdue', reason: 'edc-1 is still Creating' }],
    ['not shown in time', [], OLD, { kind: 'overdue', reason: 'edc-1 is not shown' }],
  ];
  it.each(CHANGES)('reports a cache that is %s', async (_, shown, one, change) => {
    const { result } = await look(showing(shown), { caches: [one] });
    expect(result).toEqual({ changes: [{ id: 'edc-1', ...change }], seen: [] });
  });

  const NO_NEWS: readonly [string, DataCache[], WatchedCache, string][] = [
    ['still Creating', [standing('Creating')], watched({}), '1 Creating'],
    ['of an unknown status', [standing('Frozen')], watched({}), '1 Frozen'],
    ['Updating', [standing('Updating')], watched({}), '1 Updating'],
    ['of no status', [standing('')], watched({}), '1 '],
    ['still absent, a moment too short', [], watched({ absentSince: START - 10 * MINUTE + 1 }), '1 not shown'],
  ];
  it.each(NO_NEWS)('reports nothing about a cache that is %s', async (_, shown, one, message) => {
    const { retry } = await look(showing(shown), { caches: [one] });
    expect(retry).toEqual({ code: 'NotReadyYet', message, delayMs: 10 * SECOND });
  });

  it('describes 20 ids per call and returns all changes together', async () => {
    const caches = Array.from({ length: 45 }, (_, n) => watched({ id: `edc-${n}` }));
    const eci = showing(caches.map(({ id }, n) => standing(n % 2 === 0 ? 'Available' : 'Creating', { id })));
    const { result } = await look(eci, { caches });
    expect(result?.changes).toHaveLength(23);
    expect(eci.looks.map(({ ids }) => ids?.length)).toEqual([20, 20, 5]);
  });

  it('counts the statuses in one line', async () => {
    const caches = ['edc-1', 'edc-2', 'edc-3'].map((id) => watched({ id, absentSince: START }));
    const { retry } = await look(showing([]), { caches });
    expect(retry?.message).toBe('3 not shown');
  });
});

describe('an absence that lasted', () => {
  const caches = [LONG_ABSENT];
  const oneOther = ({ ids }: DescribeQuery) => (ids === undefined ? [cache({ id: 'edc-x' })] : []);
  it.each([
    ['other caches are listed in the bucket', [cache({ id: 'edc-x' })], {}],
    ['ListUsage counts none', [], {}],
  ] as const)('means vanished when %s', async (_, shown, script) => {
    expect((await look(showing(shown, script), { caches })).result).toMatchObject({ changes: [{ kind: 'vanished' }] });
  });

  it('means vanished when another watched cache is shown, without another call', async () => {
    const eci = showing([standing('Creating', { id: 'edc-2' })]);
    const { result } = await look(eci, { caches: [LONG_ABSENT, watched({ id: 'edc-2' })] });
    expect(result?.changes).toEqual([{ id: 'edc-1', kind: 'vanished', reason: 'edc-1 is no longer there' }]);
    expect(eci.looks).toHaveLength(1);
  });

  it.each([
    ['ListUsage counts some', { usage: () => ({ used: 1 }) }],
    ['ListUsage does not say', { usage: () => ({}) }],
    ['ListUsage is refused', { usage: () => eciError('account') }],
    ['ListUsage fails', { usage: () => eciError('throttled') }],
    ['it lists one data cache, and ListUsage counts two', { describe: oneOther, usage: () => ({ used: 2 }) }],
  ] as const)('proves nothing in a region that hides something: %s', async (_, script) => {
    expect((await look(showing([], script), { caches })).retry).toMatchObject({ message: '1 not shown' });
  });

  it('means vanished only for those whose absence lasted', async () => {
    const { result } = await look(showing([]), { caches: [LONG_ABSENT, watched({ id: 'edc-2' })] });
    expect(result?.changes).toEqual([
      { id: 'edc-1', kind: 'vanished', reason: 'edc-1 is no longer there' },
      { id: 'edc-2', kind: 'absent' },
    ]);
  });
});

describe('a poll that is refused', () => {
  it.each(ERROR_FAMILIES)(
    'loses no copy on an error of family $name, and keeps the poll interval',
    async ({ name: family }) => {
      const { retry } = await look(
        showing([], { describe: () => eciError(family, 'Some.Code') }),
        { reportsRefusal: false },
        { attempt: 900 },
      );
      expect(retry).toEqual({
        code: 'NotReadyYet',
        message: 'Some.Code: the service said Some.Code',
        delayMs: 10 * SECOND,
      });
    },
  );

  it('ends only the copies whose own time is up, with the reason', async () => {
    const eci = showing([], { describe: () => eciError('account', 'NoPermission') });
    const { result } = await look(eci, { caches: [OLD, watched({ id: 'edc-2' })] });
    const reason = 'NoPermission: the service said NoPermission';
    expect(result?.changes).toEqual([{ id: 'edc-1', kind: 'overdue', reason }]);
  });
});

describe('a copy that the service has not shown before', () => {
  const fresh = (change: Partial<WatchedCache> = {}): WatchedCache => ({ id: 'edc-1', since: START, ...change });

  it('is reported at the first poll that shows it', async () => {
    const { result } = await look(showing([standing('Creating')]), { caches: [fresh()] });
    expect(result).toEqual({ changes: [], seen: ['edc-1'] });
  });

  it('has not vanished if it is never shown: whether it exists is not known', async () => {
    const caches = [fresh({ absentSince: START - 10 * MINUTE })];
    const reason = 'edc-1 was accepted, and the service has never shown it';
    expect((await look(showing([]), { caches })).result?.changes).toEqual([
      { id: 'edc-1', kind: 'notVisible', reason },
    ]);
  });

  it('is from an earlier request if it was created before this run first asked for it', async () => {
    const shown = standing('Available', { createdAt: '2026-11-02T09:58Z' });
    const { result } = await look(showing([shown]), { caches: [fresh({ askedAt: START })] });
    expect(result?.changes.map(({ kind }) => kind)).toEqual(['earlier', 'available']);
    const made = standing('Available', { createdAt: '2026-11-02T10:00Z' });
    const own = await look(showing([made]), { caches: [fresh({ askedAt: START })] });
    expect(own.result?.changes.map(({ kind }) => kind)).toEqual(['available']);
  });
});

describe('an answer that is not complete', () => {
  it('is read to its last page', async () => {
    const ids = Array.from({ length: 20 }, (_, n) => `edc-${n}`);
    const eci = new ScriptedEci({
      describe: ({ nextToken }) => {
        const half = nextToken === undefined ? ids.slice(0, 10) : ids.slice(10);
        const caches = half.map((id) => standing('Available', { id }));
        return { caches, total: 20, ...(nextToken === undefined ? { nextToken: 'more' } : {}) };
      },
    });
    const { result } = await look(eci, { caches: ids.map((id) => watched({ id })) });
    expect(result?.changes.map(({ kind }) => kind)).toEqual(ids.map(() => 'available'));
  });

  it.each([
    ['it counts more than it shows', () => ({ caches: [], total: 1 })],
    ['its pages repeat', () => ({ caches: [], total: 0, nextToken: 'again' })],
  ])('proves no absence: %s', async (_, incomplete) => {
    const eci = new ScriptedEci({ describe: incomplete, usage: () => ({ used: 0 }) });
    const { retry } = await look(eci, { caches: [watched({}), LONG_ABSENT] });
    expect(retry?.message).toBe('2 not shown');
  });
});

describe('a refusal of the account', () => {
  it('is reported, unless the region is stopped or paused already', async () => {
    const eci = showing([], { describe: () => eciError('account', 'Account.Arrearage') });
    const refused = { code: 'Account.Arrearage', reason: 'the service said Account.Arrearage' };
    expect((await look(eci)).result).toEqual({ changes: [], seen: [], refused });
    expect((await look(eci, { reportsRefusal: false })).retry?.code).toBe('NotReadyYet');
  });
});

describe('the interval of polls', () => {
  it.each([
    [0, 10],
    [2, 8],
    [5, 5],
    [6, 14],
    [9.999, 10.001],
    [3601, 9],
  ])('is kept by a look that comes %d s after the first: the next is in %d s', async (late, next) => {
    const { retry } = await look(showing([standing('Creating')]), {}, { at: START + late * SECOND, firstAt: START });
    expect(retry?.delayMs).toBe(Math.round(next * SECOND));
  });

  it('sees a cache become Available in the next poll', async () => {
    const eci = new ScriptedEci({
      describe: (_, call) => [standing(call < 4 ? 'Creating' : 'Available')],
    });
    const { result, at } = await tryUntilDone(() => watchDataCaches({ eci })(watchTask()));
    expect(result).toEqual({ changes: [{ id: 'edc-1', kind: 'available' }], seen: [] });
    expect(at - START).toBe(30 * SECOND);
  });
});
