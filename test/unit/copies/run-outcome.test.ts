import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Counts, noCopies } from '../../../src/copies/counts.js';
import { type FailureBudget, type RegionCounts, runOutcome } from '../../../src/copies/run-outcome.js';

function region(required: boolean, change: Partial<Counts>): RegionCounts {
  return { required, counts: { ...noCopies(), planned: 10, ...change } };
}
const required = (change: Partial<Counts>) => region(true, change);
const optional = (change: Partial<Counts>) => region(false, change);
const ready = { ready: 10 };

describe('the outcome of a run', () => {
  const TABLE: readonly [string, RegionCounts[], FailureBudget, string][] = [
    ['there was nothing to do', [], {}, 'ready'],
    ['no copy was planned', [required({ planned: 0 }), optional({ planned: 0 })], { percent: 0 }, 'ready'],
    ['all are ready', [required(ready), optional(ready)], { count: 0 }, 'ready'],
    ['all are ready or skipped on request', [required({ ready: 4, skipped: 6 })], { count: 0 }, 'ready'],
    ['a required copy failed', [required({ ready: 9, failed: 1 }), optional(ready)], { percent: 100 }, 'failed'],
    ['a required copy conflicts', [required({ ready: 9, conflict: 1 })], { percent: 100 }, 'failed'],
    ['a required copy has no outcome', [required({ ready: 9, pending: 1 })], { percent: 100 }, 'failed'],
    ['an optional copy failed', [required(ready), optional({ ready: 9, failed: 1 })], { percent: 100 }, 'partial'],
    ['an optional copy conflicts', [optional({ ready: 9, conflict: 1 })], {}, 'partial'],
    ['every optional copy failed, within the default budget', [optional({ failed: 10 })], {}, 'partial'],
    ['no failure is allowed, by count', [optional({ ready: 9, failed: 1 })], { count: 0 }, 'failed'],
    ['no failure is allowed, by percent', [optional({ ready: 9, failed: 1 })], { percent: 0 }, 'failed'],
    ['the count is just reached', [optional({ ready: 7, failed: 2, conflict: 1 })], { count: 3 }, 'partial'],
    ['the count is passed', [optional({ ready: 6, failed: 3, conflict: 1 })], { count: 3 }, 'failed'],
    ['the percentage is just reached', [optional({ ready: 7, failed: 3 })], { percent: 30 }, 'partial'],
    ['the percentage is passed', [optional({ ready: 6, failed: 4 })], { percent: 30 }, 'failed'],
    [
      'the share is of all optional regions',
      [optional(ready), optional({ failed: 3, ready: 7 })],
      { percent: 15 },
      'partial',
    ],
    [
      'required copies are no part of the share',
      [required(ready), optional({ failed: 3, ready: 7 })],
      { percent: 15 },
      'failed',
    ],
  ];
  it.each(TABLE)('when %s', (_, regions, budget, outcome) => {
    expect(runOutcome(regions, budget)).toBe(outcome);
  });

  it('is never ready while a copy is missing, and does not depend on the order of regions', () => {
    const counts = fc
      .record({ ready: fc.nat(5), failed: fc.nat(2), conflict: fc.nat(2), skipped: fc.nat(2), pending: fc.nat(1) })
      .map((parts) => ({ ...noCopies(), ...parts, planned: Object.values(parts).reduce((a, b) => a + b, 0) }));
    const regions = fc.array(fc.record({ required: fc.boolean(), counts }), { maxLength: 4 });
    const budget = fc.oneof(fc.record({ count: fc.nat(6) }), fc.record({ percent: fc.nat(100) }));
    fc.assert(
      fc.property(regions, budget, (list, allowed) => {
        const outcome = runOutcome(list, allowed);
        const missing = list.some(({ counts: { failed, conflict, pending } }) => failed + conflict + pending > 0);
        expect(outcome === 'ready').toBe(!missing);
        expect(runOutcome(list.toReversed(), allowed)).toBe(outcome);
      }),
    );
  });
});
