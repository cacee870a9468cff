import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { copyDataCache } from '../../../activities/copy-data-cache.js';
import { CopyRate } from '../../../src/eci/copy-rate.js';
import { ERROR_FAMILIES, ERROR_TABLE, type ErrorFamily } from '../../../src/eci/error-table.js';
import { START, tryOnce, tryUntilDone } from './support/attempts.js';
import { cache, copyOf, copyTask, HOUR, MINUTE, probe, SECOND } from './support/samples.js';
import { eciError, ScriptedEci } from './support/scripted-eci.js';

/** An ECI that refuses every copy alike, in a region that shows `standing`. */
function refusing(family: ErrorFamily, code: string = family, standing = [cache({ path: '/else' })]) {
  return new ScriptedEci({ copy: () => eciError(family, code), describe: () => standing, usage: () => ({ used: 0 }) });
}

const accept = { dataCacheId: 'edc-new', requestId: 'REQ-1' };

describe('requesting a copy', () => {
  it('returns the id that the service answers, after one call', async () => {
    const eci = new ScriptedEci({ copy: () => accept });
    const { result } = await tryOnce(() => copyDataCache({ eci })(copyTask({ generation: 3 })));
    expect(result).toEqual({
      kind: 'accepted',
      id: 'edc-new',
      generation: 3,
      requestId: 'REQ-1',
      attempts: 1,
      busyMs: expect.any(Number),
    });
    expect(eci.looks).toEqual([]);
  });

  const ENDS: readonly { family: ErrorFamily; result: object }[] = [
    { family: 'capacity', result: { kind: 'held', code: 'capacity', reason: 'the service said capacity' } },
    { family: 'spent', result: { kind: 'spent', code: 'spent', reason: 'the service said spent' } },
    ...(['region', 'account', 'request'] as const).map((family) => ({
      family,
      result: {
        kind: 'refused',
        family,
        code: family,
        reason: `the service said ${family}`,
        requestId: `REQ-${family}`,
      },
    })),
  ];
  it.each(ENDS)('ends at the first refusal of family $family', async ({ family, result }) => {
    const eci = refusing(family);
    const tried = await tryOnce(() => copyDataCache({ eci })(copyTask()));
    expect(tried.result).toEqual({ attempts: 1, busyMs: expect.any(Number), ...result });
    expect(eci.looks).toEqual([]);
  });

  const RETRIES: readonly { family: ErrorFamily; attempt: number; atLeast: number; atMost: number; word: boolean }[] = [
    { family: 'ambiguous', attempt: 1, atLeast: 500, atMost: 1000, word: false },
    { family: 'ambiguous', attempt: 3, atLeast: 2000, atMost: 4000, word: false },
    { family: 'throttled', attempt: 1, atLeast: 500, atMost: 1000, word: true },
    { family: 'throttled', attempt: 40, atLeast: 30 * SECOND, atMost: MINUTE, word: true },
    { family: 'processing', attempt: 9, atLeast: 5 * SECOND, atMost: 5 * SECOND, word: false },
  ];
  it.each(RETRIES)(
    'is retried after $family in attempt $attempt',
    async ({ family, attempt, atLeast, atMost, word }) => {
      const eci = refusing(family, 'Some.Code');
      const left = { attempt: attempt - 1, at: START, dueAt: START, calls: attempt - 1 };
      const tried = await tryOnce(() => copyDataCache({ eci })(copyTask()), { attempt, left });
      expect(tried.retry).toMatchObject({ code: 'Some.Code', message: 'Some.Code: the service said Some.Code' });
      expect(tried.retry?.delayMs).toBeGreaterThanOrEqual(atLeast);
      expect(tried.retry?.delayMs).toBeLessThanOrEqual(atMost);
      // Only a definite refusal tells the next try that this one made no copy.
      expect(tried.left).toMatchObject({ attempt: word ? attempt : attempt - 1 });
    },
  );

  it.each([
    ['Throttling.User', true],
    ['Throttling', true],
    // One region's trouble, or one cache's.
    ['Degrade.Api', false],
    ['OperationConflict', false],
  ])('after %s, slows down the copies of all regions: %s', async (code, slows) => {
    const answered = vi.spyOn(CopyRate.prototype, 'answered');
    onTestFinished(() => answered.mockRestore());
    await tryOnce(() => copyDataCache({ eci: refusing('throttled', code) })(copyTask()));
    expect(answered.mock.calls).toEqual([[slows]]);
  });

  it('is retried with the same token and the same parameters, however often', async () => {
    const eci = new ScriptedEci({ copy: (_, call) => (call < 6 ? eciError('ambiguous', 'Timeout') : accept) });
    const { result } = await tryUntilDone(() => copyDataCache({ eci })(copyTask()));
    expect(result).toMatchObject({ kind: 'accepted', id: 'edc-new', attempts: 6 });
    expect(new Set(eci.copies.map((request) => JSON.stringify(request))).size).toBe(1);
  });

  it('leaves a failure that is not an answer of the service to the server’s retries', async () => {
    const eci = new ScriptedEci({});
    await expect(tryOnce(() => copyDataCache({ eci })(copyTask()))).rejects.toThrow('CopyDataCache was not expected');
  });
});

describe('every code of the error table', () => {
  const UNAVAILABLE_SOURCE = cache({ id: 'edc-source', status: 'Creating' });
  it.each([...ERROR_TABLE].map(([code, { family }]) => [code, family] as const))(
    '%s (%s) ends the copy or is retried, ambiguous or not, as a probe or not',
    async (code, family) => {
      for (const task of [copyTask(), copyTask({ ambiguousSince: START }), copyTask({ probe: probe() })]) {
        const eci = refusing(family, code, [UNAVAILABLE_SOURCE]);
        const at = START + MINUTE;
        const { result, retry } = await tryOnce(() => copyDataCache({ eci })(task), { at });
        expect(result?.kind ?? retry?.code).toBeTypeOf('string');
      }
    },
  );

  it('ends the copy within a day, even if the service keeps answering with it', async () => {
    const forEver: readonly ErrorFamily[] = ['ambiguous', 'throttled', 'processing'];
    for (const { name: family } of ERROR_FAMILIES.filter(({ name }) => !forEver.includes(name))) {
      const run = () => copyDataCache({ eci: refusing(family) })(copyTask({ probe: probe() }));
      const { at } = await tryUntilDone(run);
      expect(at - START, family).toBeLessThanOrEqual(24 * HOUR);
    }
  });
});

describe('a source that cannot be copied', () => {
  const source = (status: string) => cache({ id: 'edc-source', region: 'cn-hongkong', status });
  const WAITS: readonly [string, ReturnType<typeof source>[], string][] = [
    ['is still being made', [source('Creating')], 'edc-source is Creating'],
    ['has a status that is not known', [source('Frozen')], 'edc-source is Frozen'],
    ['is not shown', [], 'edc-source is not shown'],
  ];
  it.each(WAITS)('is waited for in the workflow when it %s', async (_, standing, reason) => {
    const eci = refusing('source', 'IncorrectStatus', standing);
    const { result } = await tryOnce(() => copyDataCache({ eci })(copyTask({ ambiguousSince: START })));
    expect(result).toEqual({
      kind: 'sourceNotReady',
      reason,
      attempts: 1,
      ambiguousSince: START,
      busyMs: expect.any(Number),
    });
    expect(eci.looks).toEqual([{ region: 'cn-hongkong', ids: ['edc-source'] }]);
  });

  it('is refused when it is Failed', async () => {
    const eci = refusing('source', 'IncorrectStatus', [source('Failed')]);
    const { result } = await tryOnce(() => copyDataCache({ eci })(copyTask()));
    expect(result).toMatchObject({ kind: 'refused', family: 'request', code: 'IncorrectStatus', attempts: 1 });
  });

  it('is requested once more when the source is Available by now, then refused', async () => {
    const eci = refusing('source', 'IncorrectStatus', [source('Available')]);
    const { result, retries } = await tryUntilDone(() => copyDataCache({ eci })(copyTask()));
    expect(result).toMatchObject({ kind: 'refused', family: 'request', code: 'IncorrectStatus', attempts: 2 });
    expect(retries).toHaveLength(1);
    expect(eci.copies).toHaveLength(2);
  });

  it('is described again when the look fails, and the copy is not ambiguous for that', async () => {
    const eci = new ScriptedEci({
      copy: () => eciError('source', 'IncorrectStatus'),
      describe: (_, call) => (call === 1 ? eciError('throttled', 'Throttling') : [source('Creating')]),
    });
    const { result } = await tryUntilDone(() => copyDataCache({ eci })(copyTask()));
    expect(result).toEqual({
      kind: 'sourceNotReady',
      reason: 'edc-source is Creating',
      attempts: 2,
      busyMs: expect.any(Number),
    });
  });

  it('ends the copy when the look is refused for good', async () => {
    const eci = new ScriptedEci({
      copy: () => eciError('source', 'IncorrectStatus'),
      describe: () => eciError('account', 'NoPermission'),
    });
    const { result } = await tryOnce(() => copyDataCache({ eci })(copyTask()));
    expect(result).toMatchObject({ kind: 'refused', family: 'account', code: 'NoPermission' });
  });
});

describe('a copy that exists already', () => {
  it('is not looked for before the first request: the survey did that', async () => {
    const eci = new ScriptedEci({ copy: () => accept, describe: () => [copyOf()] });
    await tryOnce(() => copyDataCache({ eci })(copyTask()));
    expect(eci.looks).toEqual([]);
  });
});
