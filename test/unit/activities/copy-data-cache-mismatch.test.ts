import { describe, expect, it } from 'vitest';
import { copyDataCache } from '../../../activities/copy-data-cache.js';
import type { EciError } from '../../../src/eci/eci-error.js';
import type { DataCache } from '../../../src/eci/eci.js';
import { START, tryOnce, tryUntilDone } from './support/attempts.js';
import { cache, copyOf, copyTask, MINUTE, SECOND } from './support/samples.js';
import { eciError, ScriptedEci } from './support/scripted-eci.js';

const task = copyTask({ generation: 1 });
const elsewhere = cache({ id: 'edc-elsewhere', path: '/else' });

/** The token was used with other parameters; a look shows what `shown` says at that look, from 1. */
function mismatching(
  shown: (look: number) => readonly DataCache[] | EciError,
  usage: () => { used?: number } | EciError = () => ({ used: 1 }),
) {
  let look = 0;
  return new ScriptedEci({
    copy: () => eciError('mismatch', 'IdempotentParameterMismatch'),
    describe: ({ path }) => {
      // A look asks for the path in two spellings.
      if (path === task.path) look += 1;
      return shown(look);
    },
    usage,
  });
}

const run = (eci: ScriptedEci) => tryUntilDone(() => copyDataCache({ eci })(task));

describe('a token that was used with other parameters', () => {
  it.each(['Available', 'Creating', 'Frozen'])(
    'belongs to a copy of ours that is %s, which is adopted',
    async (status) => {
      const eci = mismatching(() => [copyOf(task, { status, plan: 'another-plan' })]);
      const { result } = await run(eci);
      expect(result).toEqual({ kind: 'found', id: 'edc-copy', generation: 1, attempts: 1, busyMs: expect.any(Number) });
    },
  );

  it('is a conflict if only the cache of someone else exists there', async () => {
    const { result } = await run(mismatching(() => [cache()]));
    expect(result).toMatchObject({ kind: 'conflict', id: 'edc-other', code: 'PathTaken' });
  });

  it('is looked for in every poll until its copy is shown, and never used again', async () => {
    const eci = mismatching((look) => (look < 5 ? [] : [copyOf(task)]));
    const { result, retries } = await run(eci);
    expect(result).toMatchObject({ kind: 'found', id: 'edc-copy', attempts: 1 });
    expect(eci.copies).toHaveLength(1);
    expect(retries.map(({ delayMs }) => delayMs)).toEqual(Array(4).fill(10 * SECOND));
    expect(retries[0]).toMatchObject({ code: 'IdempotentParameterMismatch' });
  });

  it('is spent if its copy was not shown for `absentAfter`, in a region that is seen', async () => {
    const eci = mismatching(() => [elsewhere]);
    const { result, at } = await run(eci);
    expect(result).toMatchObject({ kind: 'spent', code: 'Vanished', attempts: 1 });
    expect(at - START).toBe(10 * MINUTE);
    expect(eci.copies).toHaveLength(1);
  });

  it('is spent if ListUsage proves the region empty', async () => {
    const { result } = await run(
      mismatching(
        () => [],
        () => ({ used: 0 }),
      ),
    );
    expect(result).toMatchObject({ kind: 'spent', code: 'Vanished' });
  });

  it.each([
    ['ListUsage counts caches that are not shown', () => ({ used: 3 }), 'ListUsage counts 3'],
    ['ListUsage does not say', () => ({}), 'does not say'],
    ['ListUsage is refused', () => eciError('account', 'NoPermission'), 'NoPermission'],
  ] as const)('buys nothing in the blind: %s', async (_, usage, reason) => {
    const eci = mismatching(() => [], usage);
    const { result } = await run(eci);
    expect(result).toMatchObject({ kind: 'refused', family: 'request', code: 'SurveyBlind', attempts: 1 });
    expect(result).toHaveProperty('reason', expect.stringContaining(reason));
    expect(eci.copies).toHaveLength(1);
  });

  it('is spent immediately when its copy is being deleted', async () => {
    const { result, retries } = await run(mismatching(() => [copyOf(task, { status: 'Deleting' })]));
    expect(result).toMatchObject({ kind: 'spent' });
    expect(retries).toEqual([]);
  });

  it('is not settled by a copy of an older generation', async () => {
    const eci = mismatching(() => [copyOf(task, { generation: 0 })]);
    const { result } = await tryUntilDone(() => copyDataCache({ eci })({ ...task, replaces: ['edc-copy'] }));
    expect(result).toMatchObject({ kind: 'spent', code: 'Vanished' });
  });

  it('is not settled by a look that fails', async () => {
    const eci = mismatching((look) => (look < 3 ? eciError('ambiguous', 'Timeout') : [copyOf(task)]));
    const { result } = await run(eci);
    expect(result).toMatchObject({ kind: 'found', id: 'edc-copy', attempts: 1 });
    expect(eci.copies).toHaveLength(1);
  });

  it('counts `absentAfter` from the first mismatch, across attempts', async () => {
    const eci = mismatching(() => [elsewhere]);
    const left = { attempt: 1, at: START, dueAt: START, calls: 1, mismatchSince: START };
    const late = { attempt: 2, at: START + 10 * MINUTE, left };
    expect((await tryOnce(() => copyDataCache({ eci })(task), late)).result).toMatchObject({ kind: 'spent' });
    const early = { attempt: 2, at: START + 10 * MINUTE - 1, left };
    const { retry, left: next } = await tryOnce(() => copyDataCache({ eci })(task), early);
    expect(retry).toMatchObject({ delayMs: 10 * SECOND });
    expect(next).toEqual({
      attempt: 2,
      at: early.at,
      dueAt: early.at,
      calls: 1,
      mismatchSince: START,
      seenAt: early.at,
    });
  });
});
