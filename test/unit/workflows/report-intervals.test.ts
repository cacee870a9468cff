import { assert, constantFrom, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportIntervals } from '../../../workflows/region/report-intervals.js';

const SECOND = 1_000;
const DAY = 24 * 60 * 60 * SECOND;

/** How many reports a region can send in this time if it changes all the time. */
function reportsWithin(time: number, pollEvery: number, kind: 'moving' | 'waiting'): number {
  let sent = 0;
  for (let now = 0; now < time; now += reportIntervals(sent, pollEvery)[kind]) sent += 1;
  return sent;
}

describe('the reports of a region to its run', () => {
  it('come ever less often, at first at the interval of the polls, or at once from a region that begins to wait', () => {
    assert(
      property(integer({ min: 0, max: 500 }), constantFrom(SECOND, 10 * SECOND), (sent, pollEvery) => {
        const { moving, waiting } = reportIntervals(sent, pollEvery);
        const next = reportIntervals(sent + 1, pollEvery);
        expect(reportIntervals(0, pollEvery)).toEqual({ moving: pollEvery, waiting: 0 });
        expect(moving).toBeGreaterThanOrEqual(waiting);
        expect([next.moving > moving, next.waiting > waiting]).toEqual([true, true]);
      }),
    );
  });

  it('are few however long the region takes', () => {
    expect(reportsWithin(5 * 60 * SECOND, 10 * SECOND, 'moving')).toBeLessThan(12);
    expect(reportsWithin(30 * DAY, 10 * SECOND, 'moving')).toBeLessThan(75);
    expect(reportsWithin(30 * DAY, 10 * SECOND, 'waiting')).toBeLessThan(330);
    expect(reportsWithin(365 * DAY, 10 * SECOND, 'waiting')).toBeLessThan(420);
  });
});
