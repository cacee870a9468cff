import type { CalendarSpecDescription, ScheduleSpecDescription } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { storedWhen } from '../../../../src/client/schedules/stored-schedule.js';

const at = <T>(start: T, end: T = start, step = 1) => [{ start, end, step }];

/** `0 3 * * *` in the server's form. */
const calendar: CalendarSpecDescription = {
  second: at(0),
  minute: at(0),
  hour: at(3),
  dayOfMonth: at(1, 31),
  month: at('JANUARY', 'DECEMBER'),
  year: [],
  dayOfWeek: at('SUNDAY', 'SATURDAY'),
};

describe('when a stored schedule starts its runs', () => {
  it.each<[string, ScheduleSpecDescription]>([
    ['cron 0 3 * * *', { calendars: [calendar] }],
    [
      'cron */15 3 * 2,11 1-5',
      {
        calendars: [
          {
            ...calendar,
            minute: at(0, 59, 15),
            month: [...at('NOVEMBER' as const), ...at('FEBRUARY' as const)],
            dayOfWeek: at('MONDAY', 'FRIDAY'),
          },
        ],
      },
    ],
    ['every 6h', { intervals: [{ every: 21_600_000, offset: 0 }] }],
  ])('is %s', (when, spec) => {
    expect(storedWhen(spec)).toBe(when);
  });

  it.each<[string, ScheduleSpecDescription]>([
    ['has seconds', { calendars: [{ ...calendar, second: at(30) }] }],
    ['has a year', { calendars: [{ ...calendar, year: at(2027) }] }],
    ['has an offset', { intervals: [{ every: 3_600_000, offset: 60_000 }] }],
    ['has two calendars', { calendars: [calendar, calendar] }],
    ['has a calendar and an interval', { calendars: [calendar], intervals: [{ every: 3_600_000, offset: 0 }] }],
    ['has exceptions', { calendars: [calendar], skip: [calendar] }],
    ['ends', { calendars: [calendar], endAt: new Date(0) }],
    ['says nothing', {}],
  ])('was set by hand when it %s', (_what, spec) => {
    expect(storedWhen(spec)).toBe('set by hand');
  });
});
