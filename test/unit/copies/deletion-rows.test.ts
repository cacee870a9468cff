import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packRows, unpackRows } from '../../../src/copies/deletion.js';

describe('rows by reason', () => {
  it('are ranges with each reason once', () => {
    const reasons: [number, string][] = [0, 1, 2, 7].map((row) => [row, 'NoPermission']);
    expect(packRows([...reasons, [9, 'gone']], 160)).toEqual([
      { reason: 'NoPermission', rows: '0-2,7' },
      { reason: 'gone', rows: '9' },
    ]);
  });

  it('survive a round trip', () => {
    const reasons = fc.uniqueArray(fc.tuple(fc.nat({ max: 50 }), fc.constantFrom('a', 'b', 'c')), {
      selector: ([row]) => row,
    });
    fc.assert(
      fc.property(reasons, (list) => {
        const sorted = list.toSorted(([a], [b]) => a - b);
        expect(unpackRows(packRows(sorted, 160))).toEqual(new Map(sorted));
      }),
    );
  });

  it('are joined where their shortened reasons are equal', () => {
    const reasons: [number, string][] = [
      [0, 'edc-1 is not ours'],
      [1, 'edc-2 is not ours'],
    ];
    expect(packRows(reasons, 4)).toEqual([{ reason: 'edc-', rows: '0-1' }]);
  });
});
