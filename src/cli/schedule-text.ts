import type { ScheduleChange, ScheduleFacts } from '../client/schedules/schedule-facts.js';
import { whenInWords, zonedText } from '../plan/schedule-times.js';
import { printable } from '../report/safe-text.js';

type Times = Pick<ScheduleFacts, 'when' | 'timezone' | 'jitter'>;

/** `At 03:00, Monday through Friday (cron 0 3 * * 1-5), Asia/Shanghai, up to 5m later`. */
export function whenText({ when, timezone, jitter }: Times): string {
  const words = whenInWords(when);
  return [
    words === when ? when : `${words} (${when})`,
    // Intervals are counted in UTC, whatever the time zone.
    ...(when.startsWith('every ') ? [] : [timezone]),
    ...(jitter === null ? [] : [`up to ${jitter} later`]),
  ].join(', ');
}

/** Each time in the schedule's zone and in UTC. */
export function timeTexts(times: readonly number[], timezone: string): string[] {
  return times.map((at) => {
    const utc = new Date(at).toISOString().replace('.000Z', 'Z');
    const zoned = zonedText(timezone, at);
    return zoned.endsWith('+00:00') ? utc : `${zoned}  ${utc}`;
  });
}

/** `timezone: UTC → Asia/Shanghai`. */
export function changeText({ field, from, to }: ScheduleChange): string {
  return printable(`${field}: ${factText(from)} → ${factText(to)}`);
}

/** What a fact's value looks like: null is `none`. */
export function factText(value: ScheduleChange['from']): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.join(', ');
  return Object.entries(value)
    .map(([name, given]) => `${name}=${given}`)
    .join(', ');
}

/** Nothing is started until somebody resumes it: what is paused says so everywhere. */
export function pausedText(scheduleId: string, note: string | null): string {
  const why = note === null ? '' : ` (${printable(note)})`;
  return `paused${why}: it starts nothing until \`eci-replicator schedule resume ${scheduleId}\``;
}
