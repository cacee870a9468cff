import { describe, expect, it } from 'vitest';
import { watchDataCaches, type WatchedCache, type WatchTask } from '../../../activities/watch-data-caches.js';
import { ERROR_FAMILIES } from '../../../src/eci/error-table.js';
import type { DataCache } from '../../../src/eci/eci.js';
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
    ...change,
  };
}

function watched(change: Partial<WatchedCache>): WatchedCache {
  return { id: 'edc-1', since: START, ...change };
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
    expect(result).toEqual([{ id: 'edc-1', ...change }]);
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
    expect(result).toHaveLength(23);
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
  it.each([
    ['other caches are listed in the bucket', [cache({ id: 'edc-x' })], {}],
    ['ListUsage counts none', [], {}],
  ] as const)('means vanished when %s', async (_, shown, script) => {
    expect((await look(showing(shown, script), { caches })).result).toMatchObject([{ kind: 'vanished' }]);
  });

  it('means vanished when another watched cache is shown, without another call', async () => {
    const eci = showing([standing('Creating', { id: 'edc-2' })]);
    const { result } = await look(eci, { caches: [LONG_ABSENT, watched({ id: 'edc-2' })] });
    expect(result).toEqual([{ id: 'edc-1', kind: 'vanished', reason: 'edc-1 is no longer there' }]);
    expect(eci.looks).toHaveLength(1);
  });

  it.each([
    ['ListUsage counts some', { usage: () => ({ used: 1 }) }],
    ['ListUsage does not say', { usage: () => ({}) }],
    ['ListUsage is refused', { usage: () => eciError('account') }],
    ['ListUsage fails', { usage: () => eciError('throttled') }],
  ] as const)('proves nothing in a blind region: %s', async (_, script) => {
    expect((await look(showing([], script), { caches })).retry).toMatchObject({ message: '1 not shown' });
  });

  it('means vanished only for those whose absence lasted', async () => {
    const { result } = await look(showing([]), { caches: [LONG_ABSENT, watched({ id: 'edc-2' })] });
    expect(result).toEqual([
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
        {},
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
    expect(result).toEqual([{ id: 'edc-1', kind: 'overdue', reason: 'NoPermission: the service said NoPermission' }]);
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
    expect(result).toEqual([{ id: 'edc-1', kind: 'available' }]);
    expect(at - START).toBe(30 * SECOND);
  });
});
