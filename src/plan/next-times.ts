import { Cron } from 'croner';
import { cronFields } from './cron-fields.js';
import type { Schedule } from './schedule-schema.js';
import { timesOf, wallClock } from './zoned-time.js';

/** Clocks are put back by less than this, ms. */
const LONGEST_FOLD_MS = 3 * 3_600_000;
/** An expression whose first so many matches are all skipped by clocks put forward never comes. */
const MAX_SKIPPED = 1_000;

/**
 * When Temporal starts the runs of a schedule, without its jitter. It reads cron in a way of its own: the day of month and
 * the day of week must both match, what the clocks skip does not come, and what they show twice comes twice. Intervals
 * count from the beginning of 1970, UTC.
 *
 * In the hour that clocks show twice, server 1.29 leaves out some times in zones east of Greenwich, such as the first of the
 * two in Berlin; and Lord Howe Island, whose clocks move by half an hour, is off on those days. Neither is repeated here.
 *
 * @param after epoch ms.
 * @returns epoch ms, ascending; fewer than `count` when no more come.
 */
export function nextTimes(schedule: Schedule, after: number, count: number): number[] {
  const next = schedule.cron === undefined ? nextInterval(schedule.every) : nextCron(schedule.cron, schedule.timezone);
  const times: number[] = [];
  for (let at = next(after); at !== undefined && times.length < count; at = next(at)) times.push(at);
  return times;
}

function nextInterval(every: number): (after: number) => number {
  return (after) => (Math.floor(after / every) + 1) * every;
}

function nextCron(cron: string, timezone: string): (after: number) => number | undefined {
  const fields = (cronFields(cron) ?? []).map((numbers) => numbers.join(','));
  // What the clocks show is enumerated as if it were UTC, in which nothing is skipped and nothing comes twice.
  const pattern = new Cron(fields.join(' '), { timezone: 'UTC', mode: '5-part', domAndDow: true, paused: true });
  return (after) => {
    const found: number[] = [];
    // What is shown later may come earlier, when clocks are put back in between.
    let end = Number.POSITIVE_INFINITY;
    let wall = pattern.nextRun(new Date(wallClock(timezone, after) - LONGEST_FOLD_MS));
    for (
      let skipped = 0;
      wall !== null && wall.getTime() <= end && skipped < MAX_SKIPPED;
      wall = pattern.nextRun(wall)
    ) {
      const times = timesOf(timezone, wall.getTime()).filter((at) => at > after);
      if (times.length === 0) skipped += 1;
      else if (found.length === 0) end = wall.getTime() + LONGEST_FOLD_MS;
      found.push(...times);
    }
    return found.length === 0 ? undefined : Math.min(...found);
  };
}
