import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CapacityGate } from '../../../workflows/region/capacity-gate.js';
import { RegionState } from '../../../workflows/region/region-state.js';
import { record } from '../report/support/sample-report.js';
import { ask, type Outage, playOutages, ROUND, type RoomChange } from './support/play-outages.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const rules = {
  firstRetry: fc.oneof(fc.constant(SECOND), fc.integer({ min: SECOND, max: HOUR })),
  maxRetry: fc.integer({ min: SECOND, max: 4 * HOUR }),
  window: fc.integer({ min: 1, max: 500 }),
  waiting: fc.integer({ min: 1, max: 600 }),
};

/** Room that comes and goes: none, a few places, or plenty, for a minute or for hours; in the end there is plenty. */
const changing: fc.Arbitrary<RoomChange[]> = fc
  .array(
    fc.record({
      after: fc.oneof(fc.integer({ min: 1, max: 2 * MINUTE }), fc.integer({ min: 1, max: 20 * HOUR })),
      places: fc.oneof(fc.constantFrom(0, 1, Infinity), fc.integer({ min: 2, max: 60 })),
    }),
    { maxLength: 40 },
  )
  .map((steps) => {
    let at = 0;
    const changes = steps.map(({ after, places }) => ({ at: (at += after), places }));
    return [...changes, { at: at + HOUR, places: Infinity }];
  });

const lasted = ({ since, until }: Outage) => until - since;
const refused = (outages: readonly Outage[]) => outages.reduce((sum, { held, probes }) => sum + held + probes, 0);
const lifted = (at: number) => [{ at, places: Infinity }];

describe('calls to a region whose room comes and goes', () => {
  it('are at most outage ÷ maxRetry + window + 20 for each outage, however many copies wait', () => {
    fc.assert(
      fc.property(fc.record({ ...rules, room: changing }), (some) => {
        for (const outage of playOutages(some)) {
          const calls = outage.held + outage.probes;
          expect(calls).toBeLessThanOrEqual(lasted(outage) / some.maxRetry + some.window + 20);
        }
      }),
    );
  });

  it('are refused at most as often as it took copies since it was full, before one copy asks for all again', () => {
    fc.assert(
      fc.property(fc.record({ ...rules, room: changing }), (some) => {
        const [, ...later] = playOutages(some);
        for (const { held, acceptedBefore } of later) expect(held).toBeLessThanOrEqual(acceptedBefore);
      }),
    );
  });

  it('are in all one a maxRetry while it is full, 20 an outage, one a copy and one window', () => {
    fc.assert(
      fc.property(fc.record({ ...rules, room: changing }), (some) => {
        const outages = playOutages(some);
        const full = outages.reduce((sum, outage) => sum + lasted(outage), 0);
        const limit = full / some.maxRetry + 20 * outages.length + some.waiting + some.window;
        expect(refused(outages)).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it('notice within maxRetry that it has room', () => {
    fc.assert(
      fc.property(fc.record({ ...rules, at: fc.integer({ min: 1, max: 20 * HOUR }) }), ({ at, ...some }) => {
        const [outage] = playOutages({ ...some, room: lifted(at) });
        const late = (outage?.until ?? Infinity) - at;
        expect(late).toBeLessThanOrEqual(Math.max(some.firstRetry, some.maxRetry));
      }),
    );
  });

  it('are refused at most once for each place that came free, and not by a window each time', () => {
    const hourly = Array.from({ length: 24 }, (_, n) => ({ at: (n + 1) * HOUR, places: 20 }));
    const some = { firstRetry: 30 * SECOND, maxRetry: 10 * MINUTE, window: 500, waiting: 480, room: hourly };
    const [first, ...later] = playOutages(some);
    expect(first?.held).toBeGreaterThan(20);
    expect(later).toHaveLength(23);
    for (const { held } of later) expect(held).toBeLessThanOrEqual(20);
  });
});

describe('calls to a region that is full for long', () => {
  const some = { firstRetry: 30 * SECOND, maxRetry: 10 * MINUTE, window: 10, room: lifted(20 * HOUR) };

  it('do not grow with the number of copies that wait', () => {
    const calls = [10, 100, 2000].map((waiting) => refused(playOutages({ ...some, waiting })));
    expect(new Set(calls).size).toBe(1);
    expect(calls[0]).toBeGreaterThan(100);
  });

  it('are one more for each time that the workflow continues as new', () => {
    const [once, often] = [{}, { handOnEvery: 50 }].map((change) =>
      refused(playOutages({ ...some, waiting: 40, ...change })),
    );
    expect((often ?? Infinity) - (once ?? 0)).toBeLessThanOrEqual(3);
  });
});

describe('a region that has room again', () => {
  /** Rounds of answers from the probe's until the window is full of copies under way. */
  function roundsUntilFull(window: number): number {
    const records = Array.from({ length: 1000 }, (_, n) => record({ source: `edc-${n}` }));
    const state = new RegionState('cn-beijing', records, window, CapacityGate.open(0).state);
    for (const copy of ask(state)) state.hold(copy, 0, 'QuotaExceeded', 'full');
    let rounds = -1;
    for (; state.count('copying') < window; rounds += 1) {
      const asProbe = state.gate.closed;
      for (const copy of ask(state)) {
        state.accepted(rounds * ROUND, asProbe);
        state.move(copy, 'copying');
      }
    }
    return rounds;
  }

  it('is asked for twice as many in each round of answers, until the window is full or a region’s most are asked for', () => {
    expect([1, 2, 10, 100, 500].map(roundsUntilFull)).toEqual([0, 1, 4, 7, 16]);
  });

  it('is asked first for copies that are in no doubt, while few may ask: the others look for long before they do', () => {
    const records = Array.from({ length: 6 }, (_, n) => record({ source: `edc-${n}` }));
    const state = new RegionState('cn-beijing', records, 4, CapacityGate.open(0).state);
    for (const copy of ask(state)) {
      copy.ambiguousSince = 1;
      state.hold(copy, 5, 'QuotaExceeded', 'full');
    }
    const order: string[] = [];
    while (state.count('planned') > 0) {
      const asProbe = state.gate.closed;
      for (const copy of ask(state)) {
        order.push(copy.source);
        state.accepted(9, asProbe);
        state.move(copy, 'ready');
      }
    }
    expect(order).toEqual(['edc-4', 'edc-5', 'edc-0', 'edc-1', 'edc-2', 'edc-3']);
  });

  it('is asked for a copy with the time of its last refusal, until when a request for it may have been unanswered', () => {
    const copy = record({ source: 'edc-0' });
    const state = new RegionState('cn-beijing', [copy], 1, CapacityGate.open(0).state);
    ask(state);
    expect(state.refusedAt(copy)).toBeUndefined();
    state.hold(copy, 7, 'QuotaExceeded', 'full');
    expect(state.refusedAt(copy)).toBe(7);
  });
});
