import type { CalendarSpecDescription, ScheduleDescription, ScheduleSpecDescription } from '@temporalio/client';
import { formatDuration } from '../../plan/duration.js';
import type { WrittenPlan } from '../../plan/plan-changes.js';
import { planDigest } from '../../plan/plan-digest.js';
import { parseRunInput, type RunInput } from '../../plan/run-input.js';
import { cronWhen } from '../../plan/schedule-times.js';
import { selectRegions } from '../../plan/select-regions.js';
import { validatePlan } from '../../plan/validate-plan.js';
import type { ScheduleFacts } from './schedule-facts.js';

/** The facts of a schedule as the server has it, whoever created or changed it. */
export function storedFacts({ spec, policies, action }: ScheduleDescription): ScheduleFacts {
  const parsed = parseRunInput(action.args?.[0]);
  const input: Partial<RunInput> = 'input' in parsed ? parsed.input : {};
  const { plan, vars, regions, dryRun, expectDigest } = input;
  // Either of these was added by hand, and its runs do not simply run the plan.
  const isPlain = dryRun === undefined && expectDigest === undefined;
  return {
    when: storedWhen(spec),
    timezone: spec.timezone ?? 'UTC',
    jitter: spec.jitter === undefined ? null : formatDuration(spec.jitter),
    catchupWindow: formatDuration(policies.catchupWindow),
    pauseOnFailure: policies.pauseOnFailure,
    overlap: (policies.overlap ?? 'SKIP').toLowerCase(),
    taskQueue: action.taskQueue,
    planDigest: isPlain && typeof plan === 'object' ? digestOf(input) : null,
    follow: isPlain && typeof plan === 'string' ? plan : null,
    vars: vars ?? null,
    regions: regions ?? null,
  };
}

/** The plan that a schedule holds, as written; the regions are a fact of their own. `undefined` if its runs read a file, or its input is not valid. */
export function storedPlan({ action }: Pick<ScheduleDescription, 'action'>): WrittenPlan | undefined {
  const parsed = parseRunInput(action.args?.[0]);
  if (!('input' in parsed) || typeof parsed.input.plan === 'string') return undefined;
  const { plan: document, vars } = parsed.input;
  return { document, vars };
}

/** Computed from the plan that the schedule holds, because the plan may have been edited by hand. Null if it is not valid. */
function digestOf({ plan: document, vars, regions }: Partial<RunInput>): string | null {
  const validated = validatePlan(document, vars);
  if ('problems' in validated) return null;
  const selected = selectRegions(validated.plan, regions);
  return 'problems' in selected ? null : planDigest(selected.plan);
}

/** Times that no plan can express: several calendars, a year, seconds, an end, exceptions. */
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
 * When a stored schedule starts its runs, in the words of `scheduleWhen`. Temporal does not keep a cron expression, only
 * the calendar that it stands for.
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
