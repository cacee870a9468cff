import cronstrue from 'cronstrue';
import { cronFields, cronText } from './cron-fields.js';
import { formatDuration } from './duration.js';
import type { Schedule } from './schedule-schema.js';

/** When a schedule starts its runs, on one line for one meaning: `cron 0 3 * * 1-5` or `every 6h`. */
export function scheduleWhen({ cron, every }: Schedule): string {
  return cron === undefined ? `every ${formatDuration(every)}` : cronWhen(cronFields(cron) ?? []);
}

/** @param fields as {@link cronFields} reads them. */
export function cronWhen(fields: readonly (readonly number[])[]): string {
  return `cron ${cronText(fields)}`;
}

/** The same for people: `At 03:00, Monday through Friday`. What is no cron is said as it is. */
export function whenInWords(when: string): string {
  const [kind, ...fields] = when.split(' ');
  if (kind !== 'cron') return when;
  // As Temporal reads it, the day of the month and the day of the week must both match.
  return cronstrue.toString(fields.join(' '), {
    use24HourTimeFormat: true,
    verbose: false,
    logicalAndDayFields: true,
  });
}
