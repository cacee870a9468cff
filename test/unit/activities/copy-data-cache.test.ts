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

  it('returns when the copy was first requested by the clock of the service, whatever the other clocks say', async () => {
    const servedAt = START + 10 * MINUTE;
    const eci = new ScriptedEci({ copy: () => ({ ...accept, servedAt }) });
    const { result } = await tryOnce(() => copyDataCache({ eci })(copyTask()));
    expect(result).toHaveProperty('askedAt', expect.closeTo(servedAt, -3));
    const again = { attempt: 2, at: START + MINUTE, firstAt: START };
    const { result: second } = await tryOnce(() => copyDataCache({ eci })(copyTask()), again);
    expect(second).toHaveProperty('askedAt', expect.closeTo(servedAt - MINUTE, -3));
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
    { family: 'worker', attempt: 9, atLeast: 500, atMost: 1000, word: true },
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

  it.each(ERROR_FAMILIES.map(({ name }) => name))(
    '%s ends the copy within a day, even if the service keeps answering with it',
    async (family) => {
      const run = () => copyDataCache({ eci: refusing(family) })(copyTask({ probe: probe() }));
      const { at } = await tryUntilDone(run, { attempt: 7, at: START + 23 * HOUR, firstAt: START });
      // A look that began before the day was over may last for `absentAfter`, and a retry for a minute.
      expect(at - START, family).toBeLessThanOrEqual(24 * HOUR + copyTask().absentAfter + 2 * MINUTE);
    },
  );
});

describe('an answer that leaves it open for a day whether the copy will be made', () => {
  const DAY = 24 * HOUR;
  const early = { attempt: 1500, firstAt: START, at: START + DAY - 1 };
  const late = { ...early, at: START + DAY };
  const left = { attempt: 1499, at: START, dueAt: START, calls: 1499 };
  const OPEN: readonly (readonly [ErrorFamily, string, boolean])[] = [
    ['ambiguous', 'ServiceUnavailable', true],
    ['ambiguous', 'Timeout', true],
    ['processing', 'IdempotentProcessing', true],
    ['throttled', 'Throttling', false],
  ];

  it.each(OPEN)('ends the copy (%s, %s), ambiguous or not as the request was', async (family, code, isAmbiguous) => {
    const run = () => copyDataCache({ eci: refusing(family, code) })(copyTask());
    expect((await tryOnce(run, { ...early, left })).retry).toMatchObject({ code });
    const { result } = await tryOnce(run, { ...late, left });
    expect(result).toMatchObject({
      kind: 'refused',
      family: 'request',
      code,
      reason: `gave up after 24 h: the service said ${code}`,
    });
    expect(result?.kind === 'refused' && result.ambiguousSince).toBe(isAmbiguous ? late.at : undefined);
  });

  it('ends no copy that a last look finds', async () => {
    const eci = refusing('processing', 'IdempotentProcessing', [copyOf()]);
    const { result } = await tryOnce(() => copyDataCache({ eci })(copyTask()), { ...late, left });
    expect(result).toMatchObject({ kind: 'found', id: 'edc-copy' });
  });

  it('ends the copy even if it cannot be looked up either, and says so', async () => {
    const eci = new ScriptedEci({
      copy: () => eciError('ambiguous', 'Timeout'),
      describe: () => eciError('ambiguous', 'Timeout'),
    });
    const { result, at } = await tryUntilDone(() => copyDataCache({ eci })(copyTask()));
    expect(result).toMatchObject({ kind: 'refused', family: 'request', code: 'Timeout', ambiguousSince: START });
    expect(result).toHaveProperty('reason', expect.stringMatching(/^gave up after 24 h: .*never answered/));
    expect(at - START).toBeLessThanOrEqual(DAY + MINUTE);
  });

  it('ends no probe before its own time is up', async () => {
    const task = copyTask({ probe: probe({ giveUpAt: START + 3 * DAY }) });
    const run = () => copyDataCache({ eci: refusing('ambiguous') })(task);
    expect((await tryOnce(run, { ...late, left })).retry).toMatchObject({ code: 'ambiguous' });
    expect((await tryOnce(run, { ...late, at: START + 3 * DAY, left })).result).toMatchObject({ kind: 'refused' });
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

  it.each(['IncorrectStatus', 'InvalidParameter.NotFound'])(
    'is requested again for minutes when the source is Available by now, then refused with %s',
    async (code) => {
      const eci = refusing('source', code, [source('Available')]);
      const { result, retries, at } = await tryUntilDone(() => copyDataCache({ eci })(copyTask()));
      expect(result).toMatchObject({ kind: 'refused', family: 'request', code, attempts: 7 });
      expect(retries.map(({ delayMs }) => delayMs / SECOND)).toEqual([10, 10, 20, 40, 80, 20]);
      expect(at - START).toBe(3 * MINUTE);
    },
  );

  it('is accepted as soon as the service knows the source that it shows', async () => {
    const eci = new ScriptedEci({
      copy: (_, call) => (call < 4 ? eciError('source', 'InvalidParameter.NotFound', 404) : accept),
      describe: () => [source('Available')],
    });
    const { result, at } = await tryUntilDone(() => copyDataCache({ eci })(copyTask()));
    expect(result).toMatchObject({ kind: 'accepted', attempts: 4 });
    expect(at - START).toBe(40 * SECOND);
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
