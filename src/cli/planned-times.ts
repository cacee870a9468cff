import { formatDuration } from '../plan/duration.js';
import type { Schedule } from '../plan/schedule-schema.js';

const TIMES_SHOWN = 3;

/** When a plan's schedule would start its runs. */
interface PlannedTimes {
  /** `cron 0 3 * * *` or `every 6h`. */
  readonly when: string;
  readonly timezone: string;
  /** A duration, or null: none. */
  readonly jitter: string | null;
  /** ISO 8601, UTC, without the jitter; empty: they never come. */
  readonly nextTimes: readonly string[];
}

/** The next three times, worked out here as Temporal would. @param now epoch ms. */
export async function plannedTimes(schedule: Schedule, now: number): Promise<PlannedTimes> {
  const { nextTimes, scheduleWhen } = await import('../plan/schedule-times.js');
  const { timezone, jitter } = schedule;
  return {
    when: scheduleWhen(schedule),
    timezone,
    jitter: jitter === undefined ? null : formatDuration(jitter),
    nextTimes: nextTimes(schedule, now, TIMES_SHOWN).map((at) => new Date(at).toISOString()),
  };
}

export async function scheduleLines(planned: PlannedTimes): Promise<string[]> {
  const { timeTexts, whenText } = await import('./schedule-text.js');
  const times = timeTexts(planned.nextTimes.map(Date.parse), planned.timezone);
  return [
    `schedule: ${whenText(planned)}`,
    ...(times.length === 0 ? ['never: all five fields of `cron` must match'] : times).map((time) => `  ${time}`),
  ];
}
