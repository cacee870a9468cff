import { describe, expect, it } from 'vitest';
import { tickText, tickTimes } from '../../../src/report/html/time-axis.js';

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];

describe('a time axis', () => {
  it.each([
    [5 * minute, '04:05:06'],
    [3 * hour, '04:05'],
    [3 * day, '2 Nov 04:05'],
  ])('of %s ms labels a time with %s', (length, text) => {
    expect(tickText(Date.parse('2026-11-02T04:05:06Z'), length)).toBe(text);
  });

  it('has ticks at round times only', () => {
    const start = Date.parse('2026-11-02T10:07:30Z');
    const ticks = tickTimes(start, start + 47 * minute).map((at) => tickText(at, 47 * minute));
    expect(ticks).toEqual(['10:10', '10:15', '10:20', '10:25', '10:30', '10:35', '10:40', '10:45', '10:50']);
  });

  it.each([second, 90 * second, 10 * minute, 7 * hour, 2 * day, 40 * day, 365 * day])(
    'of %s ms has 2 to 13 ticks, each within it',
    (length) => {
      const start = Date.parse('2026-11-02T10:00:00Z');
      const ticks = tickTimes(start, start + length);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(13);
      expect(ticks.every((at) => at >= start && at <= start + length)).toBe(true);
      expect(new Set(ticks.slice(1).map((at, i) => at - (ticks[i] ?? 0))).size).toBe(1);
    },
  );
});
