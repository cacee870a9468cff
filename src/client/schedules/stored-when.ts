import type { CalendarSpecDescription, ScheduleSpecDescription } from '@temporalio/client';
import { formatDuration } from '../../plan/duration.js';
import { cronWhen } from '../../plan/schedule-times.js';

/** Times that no plan can ask for: several calendars, a year, seconds, an end, exceptions. */
const BY_HAND = 'set by hand';

const MONTHS = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
];
const DAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];

/**
 * When a stored schedule starts its runs, as `scheduleWhen` says it of a plan's. Temporal keeps no cron expression, but the
 * calendar that it stands for.
 */
export function storedWhen(spec: ScheduleSpecDescription): string {
  const { calendars = [], intervals = [], skip = [], startAt, endAt } = spec;
  if (skip.length > 0 || startAt !== undefined || endAt !== undefined) return BY_HAND;
  const [calendar, ...moreCalendars] = calendars;
  const [interval, ...moreIntervals] = intervals;
  if (moreCalendars.length > 0 || moreIntervals.length > 0) return BY_HAND;
  if (interval === undefined) return calendar === undefined ? BY_HAND : calendarWhen(calendar);
  return calendar !== undefined || interval.offset > 0 ? BY_HAND : `every ${formatDuration(interval.every)}`;
}

function calendarWhen({ second, minute, hour, dayOfMonth, month, dayOfWeek, year }: CalendarSpecDescription): string {
  const isWholeMinute = numbersOf(second).join(',') === '0';
  if (year.length > 0 || !isWholeMinute) return BY_HAND;
  const months = month.map((range) => numbered(range, (name) => MONTHS.indexOf(name) + 1));
  const days = dayOfWeek.map((range) => numbered(range, (name) => DAYS.indexOf(name)));
  return cronWhen([minute, hour, dayOfMonth, months, days].map(numbersOf));
}

interface Range<T> {
  readonly start: T;
  readonly end: T;
  readonly step: number;
}

function numbered({ start, end, step }: Range<string>, numberOf: (name: string) => number): Range<number> {
  return { start: numberOf(start), end: numberOf(end), step };
}

function numbersOf(ranges: readonly Range<number>[]): number[] {
  const numbers = ranges.flatMap(({ start, end, step }) =>
    Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step),
  );
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}
