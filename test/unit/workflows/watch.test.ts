import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { untilRestart } from '../../../workflows/region/watch.js';

const POLL_EVERY = 10_000;

describe('a poll that is restarted for more data caches', () => {
  it.each([
    [0, 9_000],
    [4_000, 5_000],
    [9_000, 0],
    [9_001, 9_999],
    [10_000, 9_000],
    [35_000, 4_000],
  ])('%d ms after the first one waits %d ms, until shortly before the next is due', (elapsed, wait) => {
    expect(untilRestart(elapsed, POLL_EVERY)).toBe(wait);
  });

  it('comes within `pollEvery`, and shortly before a multiple of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e7 }), fc.integer({ min: 1, max: 3600 }), (elapsed, seconds) => {
        const pollEvery = seconds * 1_000;
        const wait = untilRestart(elapsed, pollEvery);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThan(pollEvery);
        expect((elapsed + wait + pollEvery / 10) % pollEvery).toBe(0);
      }),
    );
  });
});
