import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendDataCache, type ExtendTask } from '../../../activities/extend-data-cache.js';
import type { DataCache } from '../../../src/eci/eci.js';
import { START, tryOnce, tryUntilDone } from './support/attempts.js';
import { cache, copyOf, copyTask, MINUTE, OWNED_COPY, SECOND } from './support/samples.js';
import { eciError, type Script, ScriptedEci } from './support/scripted-eci.js';

const OLD = '2026-11-10T10:00Z';
const NEW = '2027-01-31T10:00Z';

const task: ExtendTask = {
  ...OWNED_COPY,
  retentionDays: 90,
  expiresAt: OLD,
  pollEvery: 10 * SECOND,
};

/** The copy, with its former expiry unless the change says otherwise. */
const shownAs = (change: Partial<DataCache> = {}) => copyOf(copyTask(), { expiresAt: OLD, ...change });
const extended = shownAs({ expiresAt: NEW });
const updating = shownAs({ status: 'Updating' });

/** Answers the looks one after the other, the last one for ever. Updates are accepted unless the script says otherwise. */
function showing(looks: readonly (DataCache | undefined)[], script: Script = {}) {
  return new ScriptedEci({
    describe: (_query, call) => [looks[Math.min(call, looks.length) - 1]].filter((shown) => shown !== undefined),
    update: () => undefined,
    ...script,
  });
}

const extend = (eci: ScriptedEci) => tryUntilDone(() => extendDataCache({ eci })(task));

describe('extending a copy', () => {
  it('asks for the retention once, and polls until the copy is Available with a later expiry', async () => {
    const eci = showing([shownAs(), updating, updating, extended]);
    const { result, retries } = await extend(eci);
    expect(result).toEqual({ kind: 'extended', expiresAt: NEW });
    expect(eci.updates).toEqual([{ region: 'cn-beijing', id: 'edc-copy', retentionDays: 90 }]);
    expect(retries.map(({ delayMs }) => delayMs)).toEqual([task.pollEvery, task.pollEvery, task.pollEvery]);
  });

  it.each([
    ['expires later already', extended, { kind: 'extended', expiresAt: NEW }],
    ['never expires', copyOf(), { kind: 'extended' }],
  ])('asks for nothing if the copy %s', async (_, shown, expected) => {
    const eci = showing([shown]);
    expect((await extend(eci)).result).toEqual(expected);
    expect(eci.updates).toEqual([]);
  });

  it.each(['Updating', 'Loading', 'SomethingNew'])('waits for a copy that is %s before it asks', async (status) => {
    const eci = showing([shownAs({ status }), shownAs(), extended]);
    expect((await extend(eci)).result).toMatchObject({ kind: 'extended' });
    expect(eci.updates).toHaveLength(1);
  });

  it('is unchanged when more than two polls after the update show no later expiry', async () => {
    const eci = showing([shownAs(), updating, shownAs()]);
    const { result, retries } = await extend(eci);
    expect(result).toEqual({ kind: 'unchanged', reason: expect.stringContaining(OLD) });
    expect(eci.updates).toHaveLength(1);
    // The update, one poll that shows Updating, and two without effect.
    expect(retries).toHaveLength(4);
  });

  it('is still extended when the third look after the update shows it', async () => {
    const eci = showing([shownAs(), shownAs(), shownAs(), extended]);
    expect((await extend(eci)).result).toMatchObject({ kind: 'extended' });
    expect(eci.updates).toHaveLength(1);
  });

  const UNUSABLE: readonly [string, DataCache][] = [
    ['belongs to no plan', cache({ id: 'edc-copy' })],
    ['belongs to another plan', copyOf(copyTask(), { plan: 'other' })],
    ['was made from another source', copyOf(copyTask({ source: 'edc-2' }))],
    ['came from another region', copyOf(copyTask({ sourceRegion: 'cn-shanghai' }))],
    ['is of another generation', copyOf(copyTask({ generation: 1 }))],
    ['is Failed', shownAs({ status: 'Failed' })],
    ['is Deleting', shownAs({ status: 'Deleting' })],
  ];
  it.each(UNUSABLE)('leaves a copy alone that %s', async (_, shown) => {
    const eci = showing([shown]);
    expect((await extend(eci)).result).toEqual({ kind: 'unusable', reason: expect.stringContaining('edc-copy is ') });
    expect(eci.updates).toEqual([]);
  });

  it('finds a copy unusable whose update failed', async () => {
    const eci = showing([shownAs(), updating, shownAs({ status: 'UpdateFailed' })]);
    expect((await extend(eci)).result).toEqual({ kind: 'unusable', reason: 'edc-copy is UpdateFailed' });
  });

  it('looks for a copy that is not shown for ten minutes, and goes on when it is back', async () => {
    const eci = showing([shownAs(), ...Array.from({ length: 30 }, () => undefined), extended]);
    expect((await extend(eci)).result).toMatchObject({ kind: 'extended' });
    const gone = await extend(showing([undefined]));
    expect(gone.result).toEqual({ kind: 'unusable', reason: 'edc-copy is not shown' });
    expect(gone.at - START).toBe(10 * MINUTE);
  });
});

describe('a call that fails while a copy is extended', () => {
  it('is refused for good: the reason is returned', async () => {
    const refused = showing([shownAs()], { update: () => eciError('request', 'OperationDenied.NotSupported', 400) });
    const reason = 'OperationDenied.NotSupported: the service said OperationDenied.NotSupported';
    expect((await extend(refused)).result).toEqual({ kind: 'refused', reason });
    const blind = new ScriptedEci({ describe: () => eciError('account', 'NoPermission', 403) });
    expect((await extend(blind)).result).toMatchObject({ kind: 'refused' });
  });

  it.each(['throttled', 'ambiguous'] as const)('is retried after %s, for at most ten minutes', async (family) => {
    const once = showing([shownAs(), shownAs(), extended], {
      update: (_request, call) => (call === 1 ? eciError(family) : undefined),
    });
    expect((await extend(once)).result).toMatchObject({ kind: 'extended' });
    expect(once.updates).toHaveLength(2);

    const ever = await extend(showing([shownAs()], { update: () => eciError(family) }));
    expect(ever.result).toEqual({ kind: 'refused', reason: `${family}: the service said ${family}` });
    expect(ever.at - START).toBeGreaterThanOrEqual(10 * MINUTE);
    expect(ever.at - START).toBeLessThan(12 * MINUTE);
  });

  it('does not count against a later one, however long the update takes', async () => {
    const looks = 200;
    const eci = new ScriptedEci({
      describe: (_query, call) => {
        if (call % 50 === 0) return eciError('ambiguous');
        return [call === 1 ? shownAs() : call < looks ? updating : extended];
      },
      update: () => undefined,
    });
    expect((await extend(eci)).result).toMatchObject({ kind: 'extended' });
  });

  it('loses nothing: whichever attempts crash or get no answer, the copy is updated once and extended', async () => {
    const trouble = fc.array(fc.constantFrom('none', 'crash', 'lost answer'), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(trouble, fc.nat(4), async (troubles, updateTakes) => {
        let looksUntilDone: number | undefined;
        let now: string = 'none';
        const eci = new ScriptedEci({
          describe: () => {
            if (looksUntilDone === undefined) return [shownAs()];
            looksUntilDone -= 1;
            return [looksUntilDone >= 0 ? updating : extended];
          },
          update: () => {
            looksUntilDone ??= updateTakes;
            return now === 'lost answer' ? eciError('ambiguous') : undefined;
          },
        });
        let at = START;
        let left: unknown;
        for (let attempt = 1; ; attempt += 1) {
          now = troubles[attempt - 1] ?? 'none';
          const tried = await tryOnce(() => extendDataCache({ eci })(task), { attempt, at, left });
          at += tried.retry?.delayMs ?? 0;
          if (now === 'crash') continue;
          left = tried.left;
          if (tried.retry !== undefined) continue;
          expect(tried.result).toEqual({ kind: 'extended', expiresAt: NEW });
          break;
        }
        expect(eci.updates).toHaveLength(1);
      }),
      { numRuns: 200 },
    );
  });
});
