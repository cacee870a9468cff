import { describe, expect, it } from 'vitest';
import { scheduleWhen, whenInWords } from '../../../src/plan/schedule-words.js';
import { planOf } from './sample-plan.js';

describe('when a schedule starts its runs', () => {
  it.each([
    [{ cron: '0 3 * * MON-FRI' }, 'cron 0 3 * * 1-5', 'At 03:00, Monday through Friday'],
    [{ cron: '0 3 13 * FRI' }, 'cron 0 3 13 * 5', 'At 03:00, on day 13 of the month, only on Friday'],
    [{ every: '90m' }, 'every 90m', 'every 90m'],
    [{ every: '24h' }, 'every 1d', 'every 1d'],
  ])('of %j is %j, and in words %j', (change, when, words) => {
    const { schedule } = planOf({ schedule: change });
    expect(schedule === undefined ? undefined : scheduleWhen(schedule)).toBe(when);
    expect(whenInWords(when)).toBe(words);
  });
});
