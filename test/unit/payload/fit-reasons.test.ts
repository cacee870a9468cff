import { describe, expect, it } from 'vitest';
import { cutReason, fitReasons, MAX_REASON } from '../../../src/payload/fit-reasons.js';
import { payloadBytes } from '../../../src/payload/payload-size.js';

describe('fitting reasons', () => {
  const pack = (length: number) => [200, 120, 20].map((of) => cutReason('r'.repeat(of), length));

  it('packs once when the payload fits', () => {
    const lengths: number[] = [];
    fitReasons((length) => lengths.push(length));
    expect(lengths).toEqual([MAX_REASON]);
  });

  it('shortens the longest reasons only, by no more than 16 characters too much', () => {
    const fitting = fitReasons(pack, 200);
    expect(payloadBytes(fitting)).toBeLessThanOrEqual(200);
    const length = fitting[0]?.length ?? 0;
    expect(fitting.map((reason) => reason.length)).toEqual([length, length, 20]);
    expect(payloadBytes(pack(length + 16))).toBeGreaterThan(200);
  });

  it('leaves reasons out when nothing else helps', () => {
    expect(fitReasons((length) => ({ length, rest: 'x'.repeat(1000) }), 500)).toMatchObject({ length: 0 });
  });

  it('never cuts a character in half', () => {
    expect(cutReason('\u{1F600}\u{1F600}', 3)).toBe('\u{1F600}');
    expect(cutReason(undefined)).toBeUndefined();
  });
});
