import { describe, expect, it } from 'vitest';
import { nextTimes, scheduleWhen, whenInWords, zonedText } from '../../../src/plan/schedule-times.js';
import { planOf } from './sample-plan.js';

function times(schedule: object, after: string, count: number): string[] {
  const planned = planOf({ schedule }).schedule;
  if (planned === undefined) throw new Error('the plan has no schedule');
  return nextTimes(planned, Date.parse(after), count).map((at) => zonedText(planned.timezone, at));
}

describe('the next times of a schedule', () => {
  it('are after the given time, never equal to it', () => {
    const schedule = { cron: '0 3 * * *', timezone: 'Asia/Shanghai' };
    expect(times(schedule, '2026-11-24T18:59:59.999Z', 1)).toEqual(['2026-11-25T03:00:00+08:00']);
    expect(times(schedule, '2026-11-24T19:00:00Z', 2)).toEqual([
      '2026-11-26T03:00:00+08:00',
      '2026-11-27T03:00:00+08:00',
    ]);
  });

  it('must match the day of the month and the day of the week', () => {
    expect(times({ cron: '0 3 13 * 5' }, '2027-01-01T00:00:00Z', 2)).toEqual([
      '2027-08-13T03:00:00+00:00',
      '2028-10-13T03:00:00+00:00',
    ]);
  });

  it('do not include times that the clocks skip', () => {
    expect(times({ cron: '30 2 * * *', timezone: 'America/New_York' }, '2027-03-13T00:00:00Z', 2)).toEqual([
      '2027-03-13T02:30:00-05:00',
      '2027-03-15T02:30:00-04:00',
    ]);
  });

  it('include both occurrences of a time that the clocks show twice, in order', () => {
    expect(times({ cron: '*/30 1 * * *', timezone: 'America/New_York' }, '2027-11-07T04:00:00Z', 5)).toEqual([
      '2027-11-07T01:00:00-04:00',
      '2027-11-07T01:30:00-04:00',
      '2027-11-07T01:00:00-05:00',
      '2027-11-07T01:30:00-05:00',
      '2027-11-08T01:00:00-05:00',
    ]);
  });

  it.each([
    ['there is no such day', { cron: '0 3 31 2 *' }],
    ['the clocks always skip it', { cron: '30 2 8-14 3 0', timezone: 'America/New_York' }],
  ])('are empty if %s', (_why, schedule) => {
    expect(times(schedule, '2027-03-01T00:00:00Z', 3)).toEqual([]);
  });

  it('of an interval count from 1970 in every time zone', () => {
    expect(times({ every: '7d', timezone: 'Asia/Shanghai' }, '2026-11-26T00:00:00Z', 2)).toEqual([
      '2026-12-03T08:00:00+08:00',
      '2026-12-10T08:00:00+08:00',
    ]);
    expect(times({ every: '90m' }, '2026-11-24T00:10:00Z', 2)).toEqual([
      '2026-11-24T01:30:00+00:00',
      '2026-11-24T03:00:00+00:00',
    ]);
  });
});

describe('a schedule', () => {
  it.each([
    [{ cron: '0 3 * * MON-FRI' }, 'cron 0 3 * * 1-5', 'At 03:00, Monday through Friday'],
    [{ cron: '0 3 13 * FRI' }, 'cron 0 3 13 * 5', 'At 03:00, on day 13 of the month, only on Friday'],
    [{ every: '90m' }, 'every 90m', 'every 90m'],
    [{ every: '24h' }, 'every 1d', 'every 1d'],
  ])('%j is %j, and in words %j', (change, when, words) => {
    const { schedule } = planOf({ schedule: change });
    expect(schedule === undefined ? undefined : scheduleWhen(schedule)).toBe(when);
    expect(whenInWords(when)).toBe(words);
  });
});
