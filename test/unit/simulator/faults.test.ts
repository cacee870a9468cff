import { describe, expect, it } from 'vitest';
import { Faults } from '../../../src/simulator/faults.js';
import { RateLimit } from '../../../src/simulator/limits.js';
import { type ScenarioInput, scenarioOf } from '../../../src/simulator/scenario.js';

const faultsOf = (faults: ScenarioInput['faults']) => new Faults(scenarioOf({ faults }).faults);
const times = <T>(count: number, act: () => T): T[] => Array.from({ length: count }, act);

describe('Faults', () => {
  it('never strike by default', () => {
    const faults = faultsOf({});
    expect(times(50, () => faults.onRequest() ?? faults.onCopy()).every((fault) => fault === undefined)).toBe(true);
  });

  it('strike every nth request, each with its own counter', () => {
    const faults = faultsOf({ refuseEvery: { every: 6 }, failEvery: 2, htmlEvery: 3, stallEvery: 4, throttleEvery: 5 });
    expect(times(6, () => faults.onRequest())).toEqual([undefined, 'fail', 'html', 'fail', 'throttle', 'refuse']);
  });

  it('strike every nth copy', () => {
    const faults = faultsOf({ loseCopyAnswerEvery: 3, emptyIdEvery: 2 });
    expect(times(6, () => faults.onCopy())).toEqual([
      undefined,
      'emptyId',
      'loseAnswer',
      'emptyId',
      undefined,
      'loseAnswer',
    ]);
  });

  it('spend every nth new token', () => {
    const faults = faultsOf({ idempotentFailedEvery: 2 });
    expect(times(4, () => faults.spendsToken())).toEqual([false, true, false, true]);
  });

  it('make the given number of matching copies end Failed', () => {
    const faults = faultsOf({ failCopies: [{ source: 'edc-1', times: 2, reason: 'Broken' }, { region: 'cn-x' }] });
    const copies = ['edc-2', 'edc-1', 'edc-1', 'edc-1'].map((source) => faults.failureOf({ source, region: 'cn-y' }));
    expect(copies).toEqual([undefined, 'Broken', 'Broken', undefined]);
    expect(faults.failureOf({ source: 'edc-1', region: 'cn-x' })).toBe('CopyFailed');
  });

  it('make the given number of matching copies flicker', () => {
    const faults = faultsOf({ flicker: [{ source: 'edc-1', for: '5s', times: 2 }] });
    const shownFailed = ['edc-2', 'edc-1', 'edc-1', 'edc-1'].map((source) =>
      faults.flickerOf({ source, region: 'cn-x' }),
    );
    expect(shownFailed).toEqual([undefined, 5_000, 5_000, undefined]);
  });

  it('make the given number of matching copies vanish', () => {
    const faults = faultsOf({ vanish: [{ region: 'cn-x', after: '5s' }] });
    const after = ['cn-y', 'cn-x', 'cn-x'].map((region) => faults.vanishesAfter({ source: 'edc-1', region }));
    expect(after).toEqual([undefined, 5_000, undefined]);
  });

  it('refuse copies with any code, with its documented status or the given one', () => {
    const faults = faultsOf({
      copyRefusals: [{ code: 'Zone.NotOnSale' }, { code: 'Odd', status: 418 }, { code: 'New' }, { code: 'X.NotFound' }],
    });
    const statuses = times(5, () => {
      try {
        faults.refuseCopy({ source: 'edc-1', region: 'cn-x' });
        return 'none';
      } catch (error) {
        return error instanceof Error && 'status' in error ? error.status : error;
      }
    });
    expect(statuses).toEqual([403, 418, 400, 404, 'none']);
  });
});

describe('RateLimit', () => {
  it('accepts at most N calls of one action within any second', () => {
    const limit = new RateLimit(2);
    const refused = (action: string, now: number) => {
      try {
        limit.check(action, now);
        return false;
      } catch {
        return true;
      }
    };
    expect([0, 500, 999, 1_000, 1_001, 1_500].map((now) => refused('CopyDataCache', now))).toEqual([
      false,
      false,
      true,
      false,
      true,
      false,
    ]);
    expect(refused('ListUsage', 1_001)).toBe(false);
  });
});
