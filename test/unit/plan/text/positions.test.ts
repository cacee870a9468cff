import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Positions } from '../../../../src/plan/text/positions.js';

const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r\n', '\r', '大'), maxLength: 20 });

describe('a position', () => {
  it.each([
    ['ab\ncd', 0, 1, 1],
    ['ab\ncd', 2, 1, 3],
    ['ab\ncd', 3, 2, 1],
    ['ab\ncd', 99, 2, 3],
    ['ab\r\ncd', 3, 1, 3],
    ['', 5, 1, 1],
    ['a\n', 2, 2, 1],
  ])('in %j of offset %d is %d:%d', (written, offset, line, column) => {
    expect(new Positions(written).at(offset)).toEqual({ line, column });
  });

  it('exists, whatever the offset', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: -2, max: 40 }), (written, offset) => {
        const positions = new Positions(written);
        const { line, column } = positions.at(offset);
        expect(line).toBeLessThanOrEqual(written.split('\n').length);
        expect(column).toBeLessThanOrEqual(positions.line(line).length + 1);
        expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
