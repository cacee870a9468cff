import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutReason } from '../../../src/payload/cut-reason.js';
import { packToFit, PLAIN, TIGHTEST, type Packing } from '../../../src/payload/packing.js';
import { payloadBytes } from '../../../src/payload/payload-bytes.js';

const KIB = 1024;

describe('packing to fit', () => {
  it('leaves what people can read as it is', () => {
    const asked: Packing[] = [];
    packToFit((packing) => {
      asked.push(packing);
      return 'x'.repeat(60 * KIB);
    });
    expect(asked).toEqual([PLAIN]);
  });

  it('shares texts before it shortens a reason, and shortens reasons as little as will do', () => {
    const pack = ({ sharesText, reasonLength }: Packing) => ({
      text: 'x'.repeat(sharesText ? 100 : 900),
      reasons: [200, 120, 20].map((length) => cutReason('r'.repeat(length), { reasonLength })),
    });
    expect(packToFit(pack, 500)).toEqual(pack({ ...PLAIN, sharesText: true }));
    const fitting = packToFit(pack, 300);
    expect(payloadBytes(fitting)).toBeLessThanOrEqual(300);
    const length = fitting.reasons[0]?.length ?? 0;
    expect(fitting.reasons.map((reason) => reason.length)).toEqual([length, length, 20]);
    expect(payloadBytes(pack({ sharesText: true, reasonLength: length + 1 }))).toBeGreaterThan(300);
  });

  it('gives the smallest there is where nothing fits', () => {
    const pack = (packing: Packing) => ({ packing, rest: 'x'.repeat(1000) });
    expect(packToFit(pack, 500)).toEqual(pack(TIGHTEST));
  });

  it('counts bytes as they travel, not characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(payloadBytes(text)).toBe(Buffer.byteLength(JSON.stringify(text)));
      }),
    );
  });
});
