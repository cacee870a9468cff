import { describe, expect, it } from 'vitest';
import { copyDataCache } from '../../../activities/copy-data-cache.js';
import { probeDelay } from '../../../activities/copy-refusal.js';
import { START, tryOnce, tryUntilDone } from './support/attempts.js';
import { copyTask, HOUR, MINUTE, probe, SECOND } from './support/samples.js';
import { eciError, ScriptedEci } from './support/scripted-eci.js';

const full = () => eciError('capacity', 'QuotaExceeded');
const accept = { dataCacheId: 'edc-new', requestId: 'REQ-1' };

describe('the probe of a full region', () => {
  it('waits `firstRetry` after the refusal before its first call, and says for what', async () => {
    const eci = new ScriptedEci({});
    const run = () => copyDataCache({ eci })(copyTask({ probe: probe({ reason: 'no room' }) }));
    const { retry, left } = await tryOnce(run, { at: START + 10 * SECOND });
    expect(retry).toEqual({ code: 'QuotaExceeded', message: 'QuotaExceeded: no room', delayMs: 20 * SECOND });
    expect(left).toMatchObject({ attempt: 1, calls: 0, dueAt: START + 30 * SECOND });
  });

  it('sends a request immediately when it takes over from an earlier probe', async () => {
    const eci = new ScriptedEci({ copy: () => accept });
    const run = () => copyDataCache({ eci })(copyTask({ probe: probe() }));
    expect((await tryOnce(run, { at: START + HOUR })).result).toMatchObject({ kind: 'accepted', attempts: 1 });
  });

  it('sends a request immediately when a person resets it, and is not ambiguous for that', async () => {
    const eci = new ScriptedEci({ copy: full });
    const run = () => copyDataCache({ eci })(copyTask({ probe: probe() }));
    const refused = await tryOnce(run, {
      attempt: 4,
      at: START + HOUR,
      left: { attempt: 3, at: START, dueAt: START, calls: 3 },
    });
    expect(refused.retry?.delayMs).toBe(10 * MINUTE);
    const reset = { attempt: 1, firstAt: START, at: START + HOUR + 4 * MINUTE, left: refused.left };
    const again = await tryOnce(run, reset);
    expect(again.left).toMatchObject({ attempt: 1, calls: 5 });
    expect(again.left).not.toHaveProperty('ambiguous');
    const fresh = await tryOnce(
      () => copyDataCache({ eci })(copyTask({ probe: probe({ closedSince: START + HOUR }) })),
      {
        ...reset,
        at: START + HOUR + SECOND,
      },
    );
    expect(fresh.left).toMatchObject({ calls: 5 });
  });

  it.each([
    ['after the attempt that was due had begun', { attempt: 3, at: START, dueAt: START + MINUTE, calls: 3 }],
    ['without what its attempts had left', undefined],
  ])('is ambiguous when a person resets it %s', async (_, left) => {
    const eci = new ScriptedEci({ copy: full });
    const run = () => copyDataCache({ eci })(copyTask({ probe: probe() }));
    const again = await tryOnce(run, { attempt: 1, firstAt: START, at: START + 2 * MINUTE, left });
    expect(again.left).toMatchObject({ ambiguous: { since: START, until: START + 2 * MINUTE } });
    // Neither the next attempt nor those of the numbers before the reset are taken for each other.
    const silent = await tryOnce(run, {
      attempt: 2,
      firstAt: START,
      at: START + 3 * MINUTE,
      left: { ...left, attempt: 0 },
    });
    expect(silent.left).toMatchObject({ ambiguous: { since: START } });
  });

  it('waits as long again as the region has refused so far, up to `maxRetry`, and counts calls, not waits', async () => {
    const eci = new ScriptedEci({ copy: (_, call) => (call < 8 ? full() : accept) });
    const { result, retries } = await tryUntilDone(() => copyDataCache({ eci })(copyTask({ probe: probe() })));
    expect(retries.map(({ delayMs }) => delayMs / SECOND)).toEqual([30, 30, 60, 120, 240, 480, 600, 600]);
    expect(result).toMatchObject({ kind: 'accepted', attempts: 8 });
  });

  it('sends a last request at `giveUpAt`, then gives up with the message of the service', async () => {
    const eci = new ScriptedEci({ copy: full });
    const task = copyTask({ probe: probe({ giveUpAt: START + HOUR }) });
    const { result, at } = await tryUntilDone(() => copyDataCache({ eci })(task));
    expect(at).toBe(START + HOUR);
    expect(result).toMatchObject({
      kind: 'gaveUp',
      code: 'QuotaExceeded',
      reason: 'the service said QuotaExceeded',
      requestId: 'REQ-QuotaExceeded',
      attempts: eci.copies.length,
    });
  });

  it('takes what the region grants at `giveUpAt`', async () => {
    const eci = new ScriptedEci({ copy: () => accept });
    const run = () => copyDataCache({ eci })(copyTask({ probe: probe({ giveUpAt: START + MINUTE }) }));
    expect((await tryOnce(run, { at: START + MINUTE })).result).toMatchObject({ kind: 'accepted' });
  });

  it('never waits longer than `maxRetry`, nor beyond `giveUpAt`', () => {
    const rules = { closedSince: 0, firstRetry: 30, maxRetry: 600, giveUpAt: 5000 };
    expect([0, 30, 60, 599, 601, 4000, 4700, 4999].map((now) => probeDelay(rules, now))).toEqual([
      30, 30, 60, 599, 600, 600, 300, 1,
    ]);
  });
});
