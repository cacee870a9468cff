import { describe, expect, it } from 'vitest';
import { copyDataCache, probeDelay } from '../../../activities/copy-data-cache.js';
import { START, tryOnce, tryUntilDone } from './support/attempts.js';
import { copyTask, HOUR, MINUTE, probe, SECOND } from './support/samples.js';
import { eciError, ScriptedEci } from './support/scripted-eci.js';

const full = () => eciError('capacity', 'QuotaExceeded');
const accept = { dataCacheId: 'edc-new', requestId: 'REQ-1' };

describe('the probe of a full region', () => {
  it('waits `firstRetry` after the refusal before its first call, and says what it waits for', async () => {
    const eci = new ScriptedEci({});
    const run = () => copyDataCache({ eci })(copyTask({ probe: probe({ reason: 'no room' }) }));
    const { retry, left } = await tryOnce(run, { at: START + 10 * SECOND });
    expect(retry).toEqual({ code: 'QuotaExceeded', message: 'QuotaExceeded: no room', delayMs: 20 * SECOND });
    expect(left).toMatchObject({ attempt: 1, idle: 1 });
  });

  it('asks at once when it takes over from an earlier probe', async () => {
    const eci = new ScriptedEci({ copy: () => accept });
    const run = () => copyDataCache({ eci })(copyTask({ probe: probe() }));
    expect((await tryOnce(run, { at: START + HOUR })).result).toMatchObject({ kind: 'accepted', attempts: 1 });
  });

  it('waits as long again as the region has refused, up to `maxRetry`, and counts calls, not waits', async () => {
    const eci = new ScriptedEci({ copy: (_, call) => (call < 8 ? full() : accept) });
    const { result, retries } = await tryUntilDone(() => copyDataCache({ eci })(copyTask({ probe: probe() })));
    expect(retries.map(({ delayMs }) => delayMs / SECOND)).toEqual([30, 30, 60, 120, 240, 480, 600, 600]);
    expect(result).toMatchObject({ kind: 'accepted', attempts: 8 });
  });

  it('asks one last time at `giveUpAt`, then gives up in the words of the service', async () => {
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
