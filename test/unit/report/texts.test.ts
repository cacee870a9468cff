import { describe, expect, it } from 'vitest';
import { durationText, percentText } from '../../../src/report/figure-text.js';

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];

describe('figures as text', () => {
  it.each([
    [0, '< 1s'],
    [999, '< 1s'],
    [12 * second, '12s'],
    [34 * minute + 5 * second, '34m 5s'],
    [hour + 59 * second, '1h'],
    [2 * day + 4 * hour + 59 * minute, '2d 4h'],
  ])('%s ms lasts %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  it.each([
    [0, 0, '100 %'],
    [24, 24, '100 %'],
    [9_999, 10_000, '99.9 %'],
    [1, 3, '33.3 %'],
    [0, 5, '0 %'],
  ])('%s of %s is %s: no part is called the whole', (part, whole, text) => {
    expect(percentText(part, whole)).toBe(text);
  });
});
