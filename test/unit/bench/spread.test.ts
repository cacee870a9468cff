import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadOf, spreadText } from '../../../bench/figures/spread.js';

describe('the spread of several runs', () => {
  it.each([
    [[3], 3],
    [[1, 2], 1.5],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
  ])('of %j has the median %d', (values, median) => {
    expect(spreadOf(values).median).toBe(median);
  });

  it('has its median between the minimum and the maximum, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: 0, max: 1e6 }), { minLength: 1 }), (values) => {
        const { median, min, max } = spreadOf(values);
        expect([min, max]).toEqual([Math.min(...values), Math.max(...values)]);
        expect(median).toBeGreaterThanOrEqual(min);
        expect(median).toBeLessThanOrEqual(max);
        expect(spreadOf(values.toReversed())).toEqual({ median, min, max });
      }),
    );
  });

  it('throws without values', () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });

  it('is printed with its range only if there is one', () => {
    expect(spreadText({ median: 3.214, min: 3.1, max: 3.4 }, 2)).toBe('3.21 (3.10 to 3.40)');
    expect(spreadText({ median: 3.214, min: 3.212, max: 3.214 }, 2)).toBe('3.21');
  });
});
