import { describe, expect, it } from 'vitest';
import { copyDataCache } from '../../../activities/copy-data-cache.js';
import type { ErrorFamily } from '../../../src/eci/error-table.js';
import { START, tryOnce, tryUntilDone } from './support/attempts.js';
import { cache, copyOf, copyTask, MINUTE, probe, SECOND } from './support/samples.js';
import { eciError, ScriptedEci } from './support/scripted-eci.js';

const task = copyTask({ generation: 1 });
const HOUR = 60 * MINUTE;
const accept = { dataCacheId: 'edc-new', requestId: 'REQ-1' };
const LATE = START + 5 * MINUTE + 1;
const elsewhere = cache({ id: 'edc-elsewhere', path: '/else' });
/** The one data cache that is shown is all there is. */
const usage = () => ({ used: 1 });
/** Asked last, and never answered, so long ago that a look may be believed. */
const LONG_AMBIGUOUS = {
  attempt: 1,
  at: START,
  dueAt: START,
  calls: 1,
  ambiguous: { since: START - 11 * MINUTE, until: START - 10 * MINUTE },
};

/** Asks once, as the second try after one that left no word, or as told. */
function ask(eci: ScriptedEci, info: Parameters<typeof tryOnce>[1] = {}) {
  return tryOnce(() => copyDataCache({ eci })(task), { attempt: 2, ...info });
}

describe('an attempt whose predecessor left nothing', () => {
  it('repeats the request with the same token while tokens are trusted, for five minutes', async () => {
    const eci = new ScriptedEci({ copy: () => accept });
    const { result } = await ask(eci, { at: START + 5 * MINUTE });
    expect(result).toMatchObject({ kind: 'accepted', id: 'edc-new', attempts: 2 });
    expect(eci.looks).toEqual([]);
  });

  it('looks by bucket and path first when that was longer ago, and takes the id that it finds without a request', async () => {
    const eci = new ScriptedEci({ describe: () => [copyOf(task, { status: 'Creating' })] });
    const { result } = await ask(eci, { at: LATE });
    expect(result).toEqual({ kind: 'found', id: 'edc-copy', generation: 1, attempts: 1, busyMs: expect.any(Number) });
    expect(eci.looks).toEqual([{ region: 'cn-beijing', bucket: 'models', path: '/llama-3' }]);
    expect(eci.copies).toEqual([]);
  });

  it('requests again when this generation was not found for `absentAfter` since its last request', async () => {
    const eci = new ScriptedEci({ copy: () => accept, describe: () => [copyOf(task, { generation: 0 })], usage });
    const renewing = { ...task, replaces: ['edc-copy'] };
    const { result, retries, at } = await tryUntilDone(() => copyDataCache({ eci })(renewing), {
      attempt: 2,
      at: LATE,
    });
    expect(result).toMatchObject({ kind: 'accepted', id: 'edc-new', attempts: 2 });
    expect(at - LATE).toBe(10 * MINUTE);
    expect(retries[0]).toMatchObject({ code: 'Unanswered', delayMs: 10 * SECOND });
    expect(eci.copies).toHaveLength(1);
  });

  it.each([
    ['is listed', () => [elsewhere], usage],
    ['is empty by ListUsage', () => [], () => ({ used: 0 })],
  ] as const)('requests again immediately after a longer ambiguity in a region that %s', async (_, shown, counts) => {
    const eci = new ScriptedEci({ copy: () => accept, describe: shown, usage: counts });
    const { result } = await ask(eci, { left: LONG_AMBIGUOUS });
    expect(result).toMatchObject({ kind: 'accepted', id: 'edc-new', attempts: 2 });
  });

  it('buys nothing in a blind region, and ends after `absentAfter` with the reason', async () => {
    const eci = new ScriptedEci({ copy: () => accept, describe: () => [], usage: () => ({ used: 3 }) });
    const run = () => copyDataCache({ eci })(task);
    const { result, at } = await tryUntilDone(run, { attempt: 2, left: LONG_AMBIGUOUS });
    expect(result).toMatchObject({ kind: 'refused', family: 'request', code: 'SurveyBlind', attempts: 1 });
    expect(result).toHaveProperty('reason', expect.stringMatching(/never answered.*ListUsage counts 3/));
    expect(at - START).toBe(10 * MINUTE);
    expect(eci.copies).toEqual([]);
  });

  it.each(['account', 'region', 'request'] as const)(
    'whose look is refused for good (%s) stays ambiguous: the copy may be requested again',
    async (family) => {
      const copy = () => {
        throw eciError(family);
      };
      const eci = new ScriptedEci({ copy, describe: () => [elsewhere] });
      const { result } = await ask(eci, { at: START + MINUTE });
      expect(result).toMatchObject({ kind: 'refused', family, ambiguousSince: START });
      // Once as the plan writes the path, and once as the service may.
      expect(eci.looks.map(({ path }) => path)).toEqual(['/llama-3', '/llama-3/']);
    },
  );

  it('buys nothing in a region that hides something, and ends after `absentAfter` with both counts', async () => {
    const eci = new ScriptedEci({ copy: () => accept, describe: () => [elsewhere], usage: () => ({ used: 3 }) });
    const run = () => copyDataCache({ eci })(task);
    const { result } = await tryUntilDone(run, { attempt: 2, left: LONG_AMBIGUOUS });
    expect(result).toMatchObject({ kind: 'refused', family: 'request', code: 'SurveyPartial' });
    expect(result).toHaveProperty('reason', expect.stringMatching(/1 data cache is listed, but ListUsage counts 3/));
  });

  it('takes an older generation that it does not knowingly replace: it was not seen when the request was decided on', async () => {
    const eci = new ScriptedEci({ describe: () => [copyOf(task, { generation: 0 })] });
    const { result } = await ask(eci, { at: LATE });
    expect(result).toMatchObject({ kind: 'found', id: 'edc-copy', generation: 0 });
    expect(eci.copies).toEqual([]);
  });

  it('requests again in such a region once the service has shown a copy of this run there', async () => {
    const eci = new ScriptedEci({ copy: () => accept, describe: () => [elsewhere] });
    const run = () => copyDataCache({ eci })({ ...task, showsCopies: true });
    const { result } = await tryOnce(run, { attempt: 2, left: LONG_AMBIGUOUS });
    expect(result).toMatchObject({ kind: 'accepted', id: 'edc-new' });
  });

  it('trusts a blind region if the plan says so', async () => {
    const eci = new ScriptedEci({ copy: () => accept, describe: () => [] });
    const { result } = await tryOnce(() => copyDataCache({ eci })({ ...task, blindSurvey: 'trust' }), {
      attempt: 2,
      left: LONG_AMBIGUOUS,
    });
    expect(result).toMatchObject({ kind: 'accepted', id: 'edc-new' });
  });

  it('is unambiguous once earlier requests are disproved, and ambiguous again if its own is not answered', async () => {
    const eci = new ScriptedEci({
      copy: (_, call) => (call === 1 ? eciError('ambiguous', 'Timeout') : eciError('capacity', 'QuotaExceeded')),
      describe: () => [elsewhere],
      usage,
    });
    const { result } = await tryUntilDone(() => copyDataCache({ eci })(task), { attempt: 2, left: LONG_AMBIGUOUS });
    expect(result).toMatchObject({ kind: 'held', attempts: 3, ambiguousSince: START });
    const disproved = new ScriptedEci({ copy: () => eciError('capacity'), describe: () => [elsewhere], usage });
    const first = await ask(disproved, { left: LONG_AMBIGUOUS });
    expect(first.result).toEqual({
      kind: 'held',
      code: 'capacity',
      reason: expect.any(String),
      attempts: 2,
      busyMs: expect.any(Number),
    });
  });

  it('takes a copy that it finds for its own only if it was created since, to the minute', async () => {
    const foundAt = async (createdAt?: string) => {
      const shown = copyOf(task, createdAt === undefined ? {} : { createdAt });
      return (await ask(new ScriptedEci({ describe: () => [shown] }), { at: LATE })).result;
    };
    expect(await foundAt('2026-11-02T10:00Z')).toMatchObject({ kind: 'found', requestedAt: START });
    expect(await foundAt('2026-11-02T10:04Z')).toMatchObject({ kind: 'found', requestedAt: START });
    expect(await foundAt('2026-11-02T09:59Z')).not.toHaveProperty('requestedAt');
    expect(await foundAt('yesterday')).not.toHaveProperty('requestedAt');
    expect(await foundAt()).not.toHaveProperty('requestedAt');
  });

  it('counts from the last details that were left, the first schedule or what the workflow carries', async () => {
    const looksWhen = async (info: Parameters<typeof tryOnce>[1], ambiguousSince?: number) => {
      const eci = new ScriptedEci({ copy: () => accept, describe: () => [elsewhere] });
      const carried = ambiguousSince === undefined ? {} : { ambiguousSince };
      await tryOnce(() => copyDataCache({ eci })({ ...task, ...carried }), info);
      return eci.looks.length > 0;
    };
    expect(
      await looksWhen({ attempt: 3, at: LATE, left: { attempt: 1, at: START + MINUTE, dueAt: START, calls: 1 } }),
    ).toBe(false);
    expect(await looksWhen({ attempt: 3, at: LATE, left: { attempt: 1, at: START, dueAt: START, calls: 1 } })).toBe(
      true,
    );
    expect(await looksWhen({ attempt: 3, at: LATE, left: { attempt: 2, at: START, dueAt: START, calls: 2 } })).toBe(
      false,
    );
    expect(await looksWhen({ attempt: 2, at: LATE, firstAt: START })).toBe(true);
    expect(await looksWhen({ attempt: 1, at: LATE, firstAt: LATE })).toBe(false);
    expect(await looksWhen({ attempt: 1, at: LATE, firstAt: LATE }, START)).toBe(true);
  });

  it('requests after one look what was last refused `absentAfter` ago or longer; otherwise it looks until then', async () => {
    const askedOf = async (ambiguousUntil: number) => {
      const eci = new ScriptedEci({ copy: () => accept, describe: () => [elsewhere], usage });
      const carried = { ambiguousSince: START - HOUR, ambiguousUntil };
      return tryOnce(() => copyDataCache({ eci })({ ...task, ...carried }));
    };
    expect((await askedOf(START - 10 * MINUTE)).result).toMatchObject({ kind: 'accepted', attempts: 1 });
    expect((await askedOf(START - 10 * MINUTE + 1)).retry).toMatchObject({ code: 'Unanswered' });
  });

  it('finds a Failed copy of this generation too: what happens to it is decided where copies are watched', async () => {
    const eci = new ScriptedEci({ describe: () => [copyOf(task, { status: 'Failed' })] });
    expect((await ask(eci, { at: LATE })).result).toMatchObject({ kind: 'found', id: 'edc-copy', generation: 1 });
  });

  it('continues with the next generation when this one is being deleted', async () => {
    const eci = new ScriptedEci({ describe: () => [copyOf(task, { status: 'Deleting' })] });
    expect((await ask(eci, { at: LATE })).result).toMatchObject({ kind: 'spent', code: 'Vanished', attempts: 1 });
  });

  it('requests nothing where the cache of someone else exists now', async () => {
    const eci = new ScriptedEci({ describe: () => [cache()] });
    const { result } = await ask(eci, { at: LATE });
    expect(result).toMatchObject({ kind: 'conflict', id: 'edc-other', code: 'PathTaken', attempts: 1 });
    expect(eci.copies).toEqual([]);
  });

  it('repeats a look that fails, and requests nothing meanwhile', async () => {
    const eci = new ScriptedEci({
      describe: (_, call) => (call < 4 ? eciError('ambiguous', 'Timeout') : [copyOf(task)]),
    });
    const run = () => copyDataCache({ eci })(task);
    const { result, retries } = await tryUntilDone(run, { attempt: 2, at: LATE });
    expect(result).toMatchObject({ kind: 'found', id: 'edc-copy', attempts: 1 });
    expect(retries.map(({ code }) => code)).toEqual(['Timeout', 'Timeout', 'Timeout']);
    expect(eci.copies).toEqual([]);
  });

  it('ends when the look is refused for good, and requests nothing', async () => {
    const eci = new ScriptedEci({ describe: () => eciError('account', 'NoPermission') });
    const { result } = await ask(eci, { at: LATE });
    expect(result).toMatchObject({ kind: 'refused', family: 'account', code: 'NoPermission', attempts: 1 });
    expect(eci.copies).toEqual([]);
  });
});

describe('an ambiguous copy', () => {
  it('stays ambiguous through any number of definite refusals, and the workflow knows', async () => {
    const eci = new ScriptedEci({
      copy: (_, call) => {
        if (call === 1) return eciError('ambiguous', 'Timeout');
        return call < 5 ? eciError('throttled', 'Throttling') : eciError('capacity', 'QuotaExceeded');
      },
    });
    const { result } = await tryUntilDone(() => copyDataCache({ eci })(task));
    expect(result).toMatchObject({ kind: 'held', attempts: 5, ambiguousSince: START });
  });

  it('stays ambiguous through a probe’s refusals until it looks, and is not requested once it is found', async () => {
    const eci = new ScriptedEci({
      copy: (_, call) => (call === 1 ? eciError('ambiguous', 'Timeout') : eciError('capacity', 'QuotaExceeded')),
      describe: (_, call) => (call < 6 ? [elsewhere] : [copyOf(task)]),
    });
    const { result, retries } = await tryUntilDone(() => copyDataCache({ eci })({ ...task, probe: probe() }));
    expect(result).toMatchObject({ kind: 'found', id: 'edc-copy', attempts: eci.copies.length });
    const codes = retries.map(({ code }) => code);
    expect(codes.lastIndexOf('QuotaExceeded')).toBe(codes.indexOf('Unanswered') - 1);
  });

  const ENDS: readonly ErrorFamily[] = ['region', 'account', 'request'];
  it.each(ENDS)('is looked up before a refusal of family %s ends the copy', async (family) => {
    const eci = new ScriptedEci({ copy: () => eciError(family), describe: () => [copyOf(task)] });
    const { result } = await ask(eci, { at: START + SECOND });
    expect(result).toEqual({ kind: 'found', id: 'edc-copy', generation: 1, attempts: 2, busyMs: expect.any(Number) });
  });

  it.each(ENDS)('ends with the refusal of family %s if nothing is found', async (family) => {
    const eci = new ScriptedEci({ copy: () => eciError(family), describe: () => [] });
    const { result } = await ask(eci, { at: START + SECOND });
    expect(result).toMatchObject({ kind: 'refused', family, code: family, attempts: 2 });
  });

  it('is looked up before a Failed source ends the copy', async () => {
    const eci = new ScriptedEci({
      copy: () => eciError('source', 'IncorrectStatus'),
      describe: ({ region }) =>
        region === 'cn-hongkong' ? [cache({ id: 'edc-source', status: 'Failed' })] : [copyOf(task)],
    });
    expect((await ask(eci)).result).toMatchObject({ kind: 'found', id: 'edc-copy' });
  });

  it('is looked up before the wait for capacity is given up', async () => {
    const eci = new ScriptedEci({ copy: () => eciError('capacity'), describe: () => [copyOf(task)] });
    const run = () => copyDataCache({ eci })({ ...task, probe: probe({ giveUpAt: START + MINUTE }) });
    const left = { attempt: 1, at: START, dueAt: START, calls: 0, ambiguous: { since: START, until: START } };
    const { result } = await tryOnce(run, { attempt: 2, at: START + MINUTE, left });
    expect(result).toMatchObject({ kind: 'found', id: 'edc-copy' });
  });

  it('is named in the reason when the account is refused both the look and the copy, and ends', async () => {
    const eci = new ScriptedEci({
      copy: () => eciError('account', 'Account.Arrearage'),
      describe: () => eciError('account', 'Account.Arrearage'),
    });
    const { result } = await ask(eci);
    expect(result).toMatchObject({ kind: 'refused', family: 'account', code: 'Account.Arrearage' });
    expect(result).toHaveProperty('reason', expect.stringContaining('never answered'));
  });

  it('repeats the last look, after a refusal, while that look fails', async () => {
    const eci = new ScriptedEci({
      copy: () => eciError('request'),
      describe: (_, call) => (call === 1 ? eciError('throttled') : [copyOf(task)]),
    });
    const { result } = await tryUntilDone(() => copyDataCache({ eci })(task), { attempt: 2 });
    expect(result).toMatchObject({ kind: 'found', id: 'edc-copy', attempts: 3 });
  });
});
