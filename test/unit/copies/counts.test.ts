import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CopyState, outcomeOf } from '../../../src/copies/copy-record.js';
import { allOf, countRecords, noCopies, sumCounts } from '../../../src/copies/counts.js';
import { record } from '../report/support/sample-report.js';

const OUTCOMES: readonly [CopyState, string][] = [
  ['planned', 'pending'],
  ['awaitingSource', 'pending'],
  ['requesting', 'pending'],
  ['copying', 'pending'],
  ['ready', 'ready'],
  ['failed', 'failed'],
  ['conflict', 'conflict'],
  ['skipped', 'skipped'],
];

const records = fc.array(
  fc
    .record({
      state: fc.constantFrom(...OUTCOMES.map(([state]) => state)),
      verdict: fc.constantFrom(undefined, 'create' as const, 'adopt' as const),
    })
    .map(record),
);

describe('counts of copies', () => {
  it.each(OUTCOMES)('take a copy that is %s for %s', (state, outcome) => {
    expect(outcomeOf(state)).toBe(outcome);
    expect(countRecords([record({ state })])).toEqual({ ...noCopies(), planned: 1, [outcome]: 1 });
  });

  it('count a copy as adopted only once it is ready', () => {
    const adopted = (state: CopyState) => countRecords([record({ state, verdict: 'adopt' })]).adopted;
    expect(OUTCOMES.map(([state]) => adopted(state))).toEqual([0, 0, 0, 0, 1, 0, 0, 0]);
  });

  it('add up: the outcomes sum to the planned copies', () => {
    fc.assert(
      fc.property(records, (list) => {
        const { planned, ready, failed, conflict, skipped, pending, adopted } = countRecords(list);
        expect(planned).toBe(list.length);
        expect(ready + failed + conflict + skipped + pending).toBe(planned);
        expect(adopted).toBeLessThanOrEqual(ready);
      }),
    );
  });

  it('are the same per region and overall', () => {
    fc.assert(
      fc.property(fc.array(records, { maxLength: 5 }), (regions) => {
        expect(sumCounts(regions.map(countRecords))).toEqual(countRecords(regions.flat()));
      }),
    );
  });

  it('cover a region whose copies all ended the same way', () => {
    expect(allOf('failed', 7)).toEqual({ ...noCopies(), planned: 7, failed: 7 });
    expect(sumCounts([])).toEqual(noCopies());
  });
});
