import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { probeDelay } from '../../../activities/copy-data-cache.js';
import { CapacityGate } from '../../../workflows/region/capacity-gate.js';
import { RegionState } from '../../../workflows/region/region-state.js';
import { record } from '../report/support/sample-report.js';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

/** How many requests a gate lets run at once, when all that it admits are under way. */
function admitted(gate: CapacityGate): number {
  let requesting = 0;
  while (requesting < 10_000 && gate.admits(requesting)) requesting += 1;
  return requesting;
}

describe('the capacity gate', () => {
  it('is open to any number until the region refuses', () => {
    expect(admitted(CapacityGate.open(0))).toBe(10_000);
  });

  it('lets one copy ask while the region is full, and only after those under way have their answers', () => {
    const gate = CapacityGate.open(0);
    gate.refused(5, 'QuotaExceeded', 'full');
    expect(gate.closed).toBe(true);
    expect(admitted(gate)).toBe(1);
    expect(gate.admits(1)).toBe(false);
  });

  it('remembers the first refusal’s time and the last one’s words', () => {
    const gate = CapacityGate.open(0);
    gate.refused(5, 'QuotaExceeded', 'full');
    gate.refused(9, 'OperationDenied.NoStock', 'sold out');
    expect(gate.state).toMatchObject({ closedSince: 5, code: 'OperationDenied.NoStock', reason: 'sold out' });
  });

  it('opens by doubling once the probe is accepted', () => {
    const gate = CapacityGate.open(0);
    gate.refused(5, 'QuotaExceeded', 'full');
    const widths = [6, 7, 8, 9].map((now) => {
      gate.accepted(now, now === 6);
      return admitted(gate);
    });
    expect(widths).toEqual([1, 2, 4, 8]);
    expect(gate.state).toMatchObject({ lastAcceptedAt: 9 });
    expect(gate.state).not.toHaveProperty('closedSince');
    expect(gate.state).not.toHaveProperty('code');
    expect(gate.state).not.toHaveProperty('reason');
  });

  it('is not opened by a copy that was asked for before it closed, though that copy counts as accepted', () => {
    const gate = CapacityGate.open(0);
    gate.refused(5, 'QuotaExceeded', 'full');
    gate.accepted(6, false);
    expect(gate.closed).toBe(true);
    expect(gate.state.lastAcceptedAt).toBe(6);
  });

  it('begins again at one when the region refuses while it opens', () => {
    const gate = CapacityGate.open(0);
    gate.refused(5, 'QuotaExceeded', 'full');
    for (const now of [6, 7, 8]) gate.accepted(now, now === 6);
    gate.refused(9, 'QuotaExceeded', 'full');
    expect([admitted(gate), gate.state.closedSince]).toEqual([1, 9]);
    gate.accepted(10, true);
    expect(admitted(gate)).toBe(1);
  });

  it('never overflows, however many are accepted', () => {
    const gate = CapacityGate.open(0);
    for (let now = 0; now < 3000; now += 1) gate.accepted(now, false);
    expect(Number.isSafeInteger(gate.state.allowance)).toBe(true);
  });

  it('goes on where it was when its state is handed on', () => {
    const gate = CapacityGate.open(0);
    gate.refused(5, 'QuotaExceeded', 'full');
    const next = new CapacityGate(JSON.parse(JSON.stringify(gate.state)));
    expect(next.state).toEqual(gate.state);
    expect(admitted(next)).toBe(1);
  });
});

interface Outage {
  readonly outage: number;
  readonly firstRetry: number;
  readonly maxRetry: number;
  readonly window: number;
  readonly waiting: number;
  /** After each of so many refusals of the probe its workflow continues as new, and the probe begins anew. */
  readonly handOnEvery: number;
}

/** Plays a region that is full from its start: refused calls until every copy has been accepted. */
function refusedCalls({ outage, firstRetry, maxRetry, window, waiting, handOnEvery }: Outage): number {
  const records = Array.from({ length: waiting }, (_, n) => record({ source: `edc-${n}` }));
  const state = new RegionState('cn-beijing', records, window, CapacityGate.open(0).state);
  let refused = 0;
  let now = 0;
  while (!state.settled) {
    const asked = [];
    const asProbe = state.gate.closed;
    for (let next = state.next(); next !== undefined; next = state.next()) {
      state.move(next, 'requesting');
      asked.push(next);
    }
    expect(asked.length).toBeGreaterThan(0);
    if (asProbe) {
      // As the copyDataCache activity does: it waits for `firstRetry` once, then asks and waits by `probeDelay`.
      const rules = {
        closedSince: state.gate.state.closedSince ?? 0,
        firstRetry,
        maxRetry,
        giveUpAt: 10 * outage + HOUR,
      };
      now = Math.max(now, rules.closedSince + firstRetry);
      for (let tries = 1; now < outage; tries += 1) {
        refused += 1;
        // A new activity for the same copy asks at once: the wait of the one before it is lost.
        if (tries % handOnEvery !== 0) now += probeDelay(rules, now);
      }
    }
    for (const copy of asked) {
      if (now < outage) {
        refused += 1;
        state.hold(copy, now, 'QuotaExceeded', 'full');
      } else {
        state.gate.accepted(now, asProbe);
        state.move(copy, 'copying');
      }
    }
    for (const copy of state.in('copying')) state.move(copy, 'ready');
  }
  return refused;
}

describe('calls to a region that is full', () => {
  const outages = fc
    .record({
      outage: fc.integer({ min: SECOND, max: 20 * HOUR }),
      firstRetry: fc.integer({ min: SECOND, max: HOUR }),
      maxRetry: fc.integer({ min: SECOND, max: 4 * HOUR }),
      window: fc.integer({ min: 1, max: 500 }),
      waiting: fc.integer({ min: 1, max: 600 }),
      handOnEvery: fc.constant(Number.POSITIVE_INFINITY),
    })
    // The longest outage, and the shortest first wait, are where the law is tightest.
    .chain((some) =>
      fc.record({
        ...mapConstant(some),
        outage: fc.constantFrom(some.outage, 20 * HOUR),
        firstRetry: fc.constantFrom(some.firstRetry, SECOND),
      }),
    );

  it('are at most outage ÷ maxRetry + window + 20, however many copies wait', () => {
    fc.assert(
      fc.property(outages, (some) => {
        const limit = some.outage / some.maxRetry + some.window + 20;
        expect(refusedCalls(some)).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it('do not grow with the number of copies that wait', () => {
    const some = {
      outage: 20 * HOUR,
      firstRetry: 30 * SECOND,
      maxRetry: 10 * MINUTE,
      window: 10,
      handOnEvery: Infinity,
    };
    const calls = [10, 100, 2000].map((waiting) => refusedCalls({ ...some, waiting }));
    expect(new Set(calls).size).toBe(1);
    expect(calls[0]).toBeGreaterThan(100);
  });

  it('cost one more for each time that the workflow continues as new', () => {
    const some = { outage: 20 * HOUR, firstRetry: 30 * SECOND, maxRetry: 10 * MINUTE, window: 10, waiting: 40 };
    const once = refusedCalls({ ...some, handOnEvery: Infinity });
    expect(refusedCalls({ ...some, handOnEvery: 50 }) - once).toBeLessThanOrEqual(3);
  });
});

function mapConstant<T extends object>(values: T) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fc.constant(value)])) as {
    [K in keyof T]: fc.Arbitrary<T[K]>;
  };
}
