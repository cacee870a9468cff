import { Cron } from 'croner';
import { cronFields } from './cron-fields.js';
import type { Schedule } from './schedule-schema.js';

const MINUTE_MS = 60_000;

/**
 * The times at which Temporal starts the runs of a schedule, without its jitter. Temporal reads cron in its own way: the day
 * of month and the day of week must both match, a time that the clocks skip does not occur, and a time that they show twice
 * occurs twice. Intervals count from the beginning of 1970, UTC.
 *
 * In the hour that clocks show twice, server 1.29 leaves out some times in zones east of Greenwich, such as the first of the
 * two in Berlin; and on Lord Howe Island, whose clocks move by half an hour, it is off on those days. This function does not
 * reproduce either.
 *
 * @param after - epoch ms; a time equal to it is not returned.
 * @returns epoch ms, ascending; fewer than `count` if the schedule has no more.
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
  // Croner moves a time such as `30 2 * * *` when the clocks skip it, and runs it once when they show it twice. An expression
  // with two values in a field is exempt, so there is a second match in each minute, which is left out again here.
  const pattern = new Cron(`0,1 ${fields.join(' ')}`, { timezone, mode: '6-part', domAndDow: true, paused: true });
  return (after) => {
    let at = pattern.nextRun(new Date(after));
    while (at !== null && at.getTime() % MINUTE_MS !== 0) at = pattern.nextRun(at);
    return at?.getTime();
  };
}
