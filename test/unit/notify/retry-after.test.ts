import { describe, expect, it } from 'vitest';
import { retryAfter } from '../../../src/notify/retry-after.js';

const NOW = Date.parse('2026-11-02T10:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    ['Mon, 02 Nov 2026 10:00:30 GMT', 30_000],
    ['0', 1_000],
    ['Mon, 02 Nov 2026 09:00:00 GMT', 1_000],
    ['999999999', 3_600_000],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('%j is %s ms', (header, ms) => {
    expect(retryAfter(header, NOW)).toBe(ms);
  });
});
