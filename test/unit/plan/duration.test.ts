import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration, formatDuration } from '../../../src/plan/duration.js';

describe('a duration', () => {
  it.each([
    ['1s', 1_000],
    ['30s', 30_000],
    ['10m', 600_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['365d', 31_536_000_000],
  ])('%s is %d ms', (text, ms) => {
    expect(duration.parse(text)).toBe(ms);
  });

  it.each([
    '',
    's',
    '0s',
    '01s',
    '-1s',
    '1.5h',
    '1h30m',
    '10',
    '10 m',
    '10M',
    '1w',
    'P1D',
    '366d',
    '999999999d',
    30,
    null,
  ])('%j is rejected', (value) => {
    expect(duration.safeParse(value).success).toBe(false);
  });

  it('is formatted in the largest unit that divides it', () => {
    expect([90_000, 120_000, 86_400_000, 3_600_000, 0, 1_500].map(formatDuration)).toEqual([
      '90s',
      '2m',
      '1d',
      '1h',
      '0s',
      '2s',
    ]);
  });

  it('is parsed from its text unchanged', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 365 * 86_400 }), (seconds) => {
        expect(duration.parse(formatDuration(seconds * 1_000))).toBe(seconds * 1_000);
      }),
    );
  });
});
