import { Cron } from 'croner';
import cronstrue from 'cronstrue';
import { cronFields, cronText } from './cron-fields.js';
import { formatDuration } from './duration.js';
import type { Schedule } from './schedule-schema.js';

const MINUTE_MS = 60_000;

/** When a schedule starts its runs, as one canonical line: `cron 0 3 * * 1-5` or `every 6h`. */
export function scheduleWhen({ cron, every }: Schedule): string {
  return cron === undefined ? `every ${formatDuration(every)}` : cronWhen(cronFields(cron) ?? []);
}

/** @param fields - as {@link cronFields} returns them. */
export function cronWhen(fields: readonly (readonly number[])[]): string {
  return `cron ${cronText(fields)}`;
}

/** The line of {@link scheduleWhen} in words: `At 03:00, Monday through Friday`. Text other than cron is returned as it is. */
export function whenInWords(when: string): string {
  const [kind, ...fields] = when.split(' ');
  if (kind !== 'cron') return when;
  return cronstrue.toString(fields.join(' '), {
    use24HourTimeFormat: true,
    verbose: false,
    // In Temporal, the day of the month and the day of the week must both match.
    logicalAndDayFields: true,
  });
}

/**
 * The times at which Temporal starts the runs of a schedule, without its jitter. Temporal reads cron in its own way: the day
 * of month and the day of week must both match, a time that the clocks skip does not occur, and a time that they show twice
 * occurs twice. Intervals count from the beginning of 1970, UTC.
 *
 * Server 1.29 differs from this in two cases, which are not reproduced here. In the hour that clocks show twice, it omits
 * some times in zones east of Greenwich, for example the first of the two in Berlin. On Lord Howe Island, whose clocks move
 * by half an hour, it is wrong on those days.
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
  // Croner moves a single time of day, such as `30 2 * * *`, if the clocks skip it, and returns it once if they show it twice.
  // An expression with two values in a field is exempt, hence the second value for the seconds. Its times are filtered out.
  const pattern = new Cron(`0,1 ${fields.join(' ')}`, { timezone, mode: '6-part', domAndDow: true, paused: true });
  return (after) => {
    let at = pattern.nextRun(new Date(after));
    while (at !== null && at.getTime() % MINUTE_MS !== 0) at = pattern.nextRun(at);
    return at?.getTime();
  };
}

/** A time as the clocks of a zone show it, ISO 8601: `2026-11-25T03:00:00+08:00`. */
export function zonedText(timezone: string, at: number): string {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: timezone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  // `GMT+08:00`, or `GMT` alone.
  const offset = part.timeZoneName?.slice('GMT'.length) || '+00:00';
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}${offset}`;
}
