import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask, type Outage, playOutages, ROUND, type RoomChange } from './support/play-outages.js';
import { ACCEPTED, answer, copyAt, FULL, regionOf, request } from './support/sample-region.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const rules = {
  firstRetry: fc.oneof(fc.constant(SECOND), fc.integer({ min: SECOND, max: HOUR })),
  maxRetry: fc.integer({ min: SECOND, max: 4 * HOUR }),
  window: fc.integer({ min: 1, max: 500 }),
  waiting: fc.integer({ min: 1, max: 600 }),
};

/** Capacity that comes and goes: no places, a few, or plenty, for minutes or hours; in the end there are plenty. */
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

describe('calls to a region whose capacity comes and goes', () => {
  it('number at most outage ÷ maxRetry + window + 20 per outage, however many copies wait', () => {
    fc.assert(
      fc.property(fc.record({ ...rules, room: changing }), (some) => {
        for (const outage of playOutages(some)) {
          const calls = outage.held + outage.probes;
          expect(calls).toBeLessThanOrEqual(lasted(outage) / some.maxRetry + some.window + 20);
        }
      }),
    );
  });

  it('are refused at most as often as it accepted copies since it was full, before a single probe remains', () => {
    fc.assert(
      fc.property(fc.record({ ...rules, room: changing }), (some) => {
        const [, ...later] = playOutages(some);
        for (const { held, acceptedBefore } of later) expect(held).toBeLessThanOrEqual(acceptedBefore);
      }),
    );
  });

  it('number in total one per maxRetry while it is full, 20 per outage, one per copy and one window', () => {
    fc.assert(
      fc.property(fc.record({ ...rules, room: changing }), (some) => {
        const outages = playOutages(some);
        const full = outages.reduce((sum, outage) => sum + lasted(outage), 0);
        const limit = full / some.maxRetry + 20 * outages.length + some.waiting + some.window;
        expect(refused(outages)).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it('notice within maxRetry that it has capacity again', () => {
    fc.assert(
      fc.property(fc.record({ ...rules, at: fc.integer({ min: 1, max: 20 * HOUR }) }), ({ at, ...some }) => {
        const [outage] = playOutages({ ...some, room: lifted(at) });
        const late = (outage?.until ?? Infinity) - at;
        expect(late).toBeLessThanOrEqual(Math.max(some.firstRetry, some.maxRetry));
      }),
    );
  });

  it('are refused at most once per place that became free, not once per request of the window', () => {
    const hourly = Array.from({ length: 24 }, (_, n) => ({ at: (n + 1) * HOUR, places: 20 }));
    const some = { firstRetry: 30 * SECOND, maxRetry: 10 * MINUTE, window: 500, waiting: 480, room: hourly };
    const [first, ...later] = playOutages(some);
    expect(first?.held).toBeGreaterThan(20);
    expect(later).toHaveLength(23);
    for (const { held } of later) expect(held).toBeLessThanOrEqual(20);
  });
});

describe('calls to a region that is full for a long time', () => {
  const some = { firstRetry: 30 * SECOND, maxRetry: 10 * MINUTE, window: 10, room: lifted(20 * HOUR) };

  it('do not grow with the number of waiting copies', () => {
    const calls = [10, 100, 2000].map((waiting) => refused(playOutages({ ...some, waiting })));
    expect(new Set(calls).size).toBe(1);
    expect(calls[0]).toBeGreaterThan(100);
  });

  it('grow by one each time the workflow continues as new', () => {
    const [once, often] = [{}, { handOnEvery: 50 }].map((change) =>
      refused(playOutages({ ...some, waiting: 40, ...change })),
    );
    expect((often ?? Infinity) - (once ?? 0)).toBeLessThanOrEqual(3);
  });
});

describe('a region that has capacity again', () => {
  const copies = (count: number) => Array.from({ length: count }, () => ({}));

  /** Rounds of answers from the probe's until the window is full of copies under way. */
  function roundsUntilFull(window: number): number {
    const state = regionOf(copies(1000), window);
    for (const asked of ask(state)) answer(state, asked, FULL);
    let rounds = -1;
    for (; state.copies.count('copying') < window; rounds += 1) {
      for (const asked of ask(state)) answer(state, asked, ACCEPTED, rounds * ROUND);
    }
    return rounds;
  }

  it('gets twice as many requests in each round of answers, until the window is full or the most per region are under way', () => {
    expect([1, 2, 10, 100, 500].map(roundsUntilFull)).toEqual([0, 1, 4, 7, 16]);
  });

  it('gets requests for unambiguous copies first, while few may run: the others are looked up for long before', () => {
    const state = regionOf(copies(6), 4);
    for (const asked of ask(state)) answer(state, asked, { ...FULL, ambiguousSince: 1 }, 5);
    const order: string[] = [];
    while (state.copies.count('planned') > 0) {
      for (const asked of ask(state)) {
        const id = `${asked.record.source}-copy`;
        order.push(asked.record.source);
        answer(state, asked, { ...ACCEPTED, id }, 9);
        state.copyChanged({ id, kind: 'available' }, 9);
      }
    }
    expect(order).toEqual(['edc-4', 'edc-5', 'edc-0', 'edc-1', 'edc-2', 'edc-3']);
  });

  it('gets each request with the time of the last refusal, until when an earlier request may have gone unanswered', () => {
    const state = regionOf(copies(1), 1);
    const [first] = ask(state);
    if (first === undefined) throw new RangeError('nothing was requested');
    expect(first.refusedAt).toBeUndefined();
    answer(state, first, FULL, 7);
    expect(request(state, copyAt(state, 0)).refusedAt).toBe(7);
  });
});
