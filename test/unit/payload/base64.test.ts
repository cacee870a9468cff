import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../../src/payload/base64.js';

describe('base64', () => {
  it('is what Node writes and reads', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(encodeBase64(bytes)).toBe(text);
        expect([...decodeBase64(text)]).toEqual([...bytes]);
      }),
    );
  });

  it.each(['A', 'AB', 'ABC', 'A=BC', '=', '====', 'AB C', 'AB-_', 'ÄBCD', '\u{1F600}AB'])('rejects %j', (text) => {
    expect(() => decodeBase64(text)).toThrow(RangeError);
  });
});
