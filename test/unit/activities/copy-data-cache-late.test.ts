import { describe, expect, it, vi } from 'vitest';
import { copyDataCache } from '../../../activities/copy-data-cache.js';
import { START, tryOnce, tryUntilDone } from './support/attempts.js';
import { cache, copyOf, copyTask, HOUR, MINUTE, probe, SECOND } from './support/samples.js';
import { eciError, ScriptedEci } from './support/scripted-eci.js';

const accept = { dataCacheId: 'edc-new', requestId: 'REQ-1' };
const TRUST = 5 * MINUTE;
const seen = copyTask({ generation: 1, seenAt: START });

describe('a first request long after its place was surveyed', () => {
  it('is sent without a look while the token of another run would still be remembered', async () => {
    const eci = new ScriptedEci({ copy: () => accept });
    const { result } = await tryOnce(() => copyDataCache({ eci })(seen), { at: START + TRUST });
    expect(result).toMatchObject({ kind: 'accepted', id: 'edc-new' });
    expect(eci.looks).toEqual([]);
  });

  it('adopts the copy that another run has made meanwhile, and does not count it as requested', async () => {
    const eci = new ScriptedEci({ describe: () => [copyOf(seen, { createdAt: '2026-11-02T10:04Z' })] });
    const { result } = await tryOnce(() => copyDataCache({ eci })(seen), { at: START + TRUST + 1 });
    expect(result).toEqual({ kind: 'found', id: 'edc-copy', generation: 1, attempts: 0, busyMs: expect.any(Number) });
    expect(eci.copies).toEqual([]);
  });

  it('adopts it also if the service finds a place only as it spells it itself', async () => {
    const spelled = copyOf(seen, { plan: 'another', path: '/llama-3/' });
    const eci = new ScriptedEci({ describe: ({ path }) => (path === spelled.path ? [spelled] : []) });
    const { result } = await tryOnce(() => copyDataCache({ eci })(seen), { at: START + TRUST + 1 });
    expect(result).toMatchObject({ kind: 'found', id: 'edc-copy' });
    expect(eci.copies).toEqual([]);
  });

  it('looks too when it waited that long for a worker, by the worker’s clock', async () => {
    const eci = new ScriptedEci({ describe: () => [copyOf(seen)] });
    const { result } = await tryOnce(() => copyDataCache({ eci })(seen), { at: START, startedAt: START + TRUST + 1 });
    expect(result).toMatchObject({ kind: 'found', id: 'edc-copy' });
  });

  it('looks when its place was never surveyed for this generation', async () => {
    const eci = new ScriptedEci({ copy: () => accept, describe: () => [] });
    const { seenAt: _, ...never } = seen;
    const { result } = await tryOnce(() => copyDataCache({ eci })(never));
    expect(result).toMatchObject({ kind: 'accepted', id: 'edc-new', attempts: 1 });
    expect(eci.looks.map(({ path }) => path)).toEqual(['/llama-3', '/llama-3/']);
  });

  it('looks before each attempt of a probe that is further apart than that, and sends no request once the copy exists', async () => {
    const eci = new ScriptedEci({
      copy: () => eciError('capacity', 'QuotaExceeded'),
      describe: (_, look) => (look < 7 ? [] : [copyOf(seen)]),
    });
    const task = { ...seen, probe: probe({ giveUpAt: START + 24 * HOUR }) };
    const { result } = await tryUntilDone(() => copyDataCache({ eci })(task));
    expect(result).toMatchObject({ kind: 'found', id: 'edc-copy', attempts: eci.copies.length });
    expect(eci.looks).toHaveLength(7);
    expect(eci.copies.length).toBeGreaterThan(4);
  });

  it('is not sent where the cache of someone else exists now, with or without an older generation of ours', async () => {
    for (const beside of [[], [copyOf(seen, { id: 'edc-old', generation: 0 })]]) {
      const eci = new ScriptedEci({ describe: () => [...beside, cache()] });
      const run = () => copyDataCache({ eci })({ ...seen, replaces: ['edc-old'] });
      const { result } = await tryOnce(run, { at: START + TRUST + 1 });
      expect(result).toMatchObject({ kind: 'conflict', id: 'edc-other', code: 'PathTaken' });
    }
  });

  it('is repeated late after an unanswered request only after a look, whatever the server’s clock says', async () => {
    const eci = new ScriptedEci({ describe: () => [copyOf(seen)] });
    const waited = { attempt: 2, at: START + SECOND, startedAt: START + TRUST + 1 };
    const { result } = await tryOnce(() => copyDataCache({ eci })(seen), waited);
    expect(result).toMatchObject({ kind: 'found', id: 'edc-copy' });
  });
});

describe('an attempt that is held up for minutes between the look and the request', () => {
  it('starts over when an unanswered request is by then too old to rely on its token', async () => {
    const eci = new ScriptedEci({ describe: () => [copyOf(seen)] });
    const run = () => copyDataCache({ eci })(seen);
    const held = tryOnce(run, { attempt: 2, at: START + TRUST - SECOND });
    vi.setSystemTime(START + TRUST + SECOND);
    const { retry, left } = await held;
    expect(retry).toMatchObject({ code: 'Stalled' });
    const { result } = await tryOnce(run, { attempt: 3, at: START + TRUST + SECOND, left });
    expect(result).toMatchObject({ kind: 'found', id: 'edc-copy' });
    expect(eci.copies).toEqual([]);
  });

  it('starts over with a look, and requests nothing based on the old one', async () => {
    const eci = new ScriptedEci({
      describe: (_, look) => {
        if (look > 2) return [copyOf(seen)];
        vi.setSystemTime(START + 3 * TRUST);
        return [];
      },
    });
    const { seenAt: _, ...never } = seen;
    const run = () => copyDataCache({ eci })(never);
    const { retry, left } = await tryOnce(run);
    expect(retry).toMatchObject({ code: 'Stalled' });
    const { result } = await tryOnce(run, { attempt: 2, startedAt: START + 3 * TRUST, left });
    expect(result).toMatchObject({ kind: 'found', id: 'edc-copy', attempts: 0 });
    expect(eci.copies).toEqual([]);
  });
});

describe('a copy for which another one was deleted', () => {
  const freed = copyTask({ generation: 1, deleted: { at: START, ids: ['edc-old'] } });
  const old = copyOf(freed, { id: 'edc-old', generation: 0, status: 'Deleting' });

  it('is requested again while the other one still occupies its place', async () => {
    const eci = new ScriptedEci({
      copy: (_, call) => (call < 4 ? eciError('request', 'InvalidParameter.PathTaken') : accept),
      describe: () => [old],
    });
    const { result, retries } = await tryUntilDone(() => copyDataCache({ eci })(freed));
    expect(result).toMatchObject({ kind: 'accepted', attempts: 4 });
    expect(retries.map(({ delayMs }) => delayMs)).toEqual([10 * SECOND, 10 * SECOND, 10 * SECOND]);
    expect(retries[0]?.message).toContain('edc-old is being deleted');
  });

  it('is refused when the place is free, or was not freed within `absentAfter`', async () => {
    const free = new ScriptedEci({ copy: () => eciError('request'), describe: () => [] });
    expect((await tryOnce(() => copyDataCache({ eci: free })(freed))).result).toMatchObject({ kind: 'refused' });
    const never = new ScriptedEci({ copy: () => eciError('request'), describe: () => [old] });
    const { result, at } = await tryUntilDone(() => copyDataCache({ eci: never })(freed));
    expect(result).toMatchObject({ kind: 'refused', family: 'request' });
    expect(at - START).toBe(10 * MINUTE);
  });

  it('counts `absentAfter` from the deletion, across activities', async () => {
    const eci = new ScriptedEci({ copy: () => eciError('request'), describe: () => [old] });
    const late = { at: START + 10 * MINUTE, firstAt: START + 10 * MINUTE };
    const recent = { ...freed, seenAt: late.at };
    expect((await tryOnce(() => copyDataCache({ eci })(recent), late)).result).toMatchObject({ kind: 'refused' });
  });

  it('is not held up by a look that still shows the other one', async () => {
    const superseded = copyOf(copyTask({ source: 'edc-2' }), { id: 'edc-old' });
    const eci = new ScriptedEci({ copy: () => accept, describe: () => [superseded] });
    const { seenAt: _, ...never } = freed;
    const { result } = await tryOnce(() => copyDataCache({ eci })(never));
    expect(result).toMatchObject({ kind: 'accepted', id: 'edc-new' });
  });
});
