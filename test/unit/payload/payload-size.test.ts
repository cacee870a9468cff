import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstThatFit, payloadBytes } from '../../../src/payload/payload-size.js';

describe('the size of a payload', () => {
  it('is in bytes of UTF-8, not in characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(payloadBytes(text)).toBe(Buffer.byteLength(JSON.stringify(text)));
      }),
    );
  });

  it('bounds how many items of a list are kept', () => {
    const list = ['a', 'b', 'c'];
    expect(firstThatFit(list, 12)).toBe(list);
    expect(firstThatFit(list, 11)).toEqual(['a', 'b']);
    expect(firstThatFit(list, 0)).toEqual([]);
  });
});
