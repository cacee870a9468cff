import { z } from 'zod';
import { cron } from './cron.js';
import { duration } from './duration.js';

const common = {
  timezone: z
    .string()
    .max(64)
    .refine(isTimeZone, 'must be a time zone such as `Asia/Shanghai` or `UTC`')
    .prefault('UTC')
    .describe('The time zone of `cron`. Default: UTC.'),
  jitter: duration.exactOptional().describe('Start up to this much later, at random. Default: none.'),
  catchupWindow: duration
    .prefault('10m')
    .describe('How late a run may start after Temporal was away, at least 10s. Default: 10m.'),
  pauseOnFailure: z.boolean().prefault(false).describe('Whether a failed run pauses the schedule. Default: false.'),
};

/** When the plan is run by itself; a run that would overlap with the one before is always skipped. */
export const scheduleSchema = z.union([
  z.strictObject({
    cron: cron.describe('Five cron fields: minute, hour, day of month, month, day of week; all of them must match.'),
    every: z.never({ error: 'and `cron` exclude each other: keep one of them' }).exactOptional(),
    ...common,
  }),
  z.strictObject({
    every: duration.describe('The time from one start to the next, counted from the beginning of 1970, UTC.'),
    cron: z.never({ error: 'and `every` exclude each other: keep one of them' }).exactOptional(),
    ...common,
  }),
]);

/** Durations in milliseconds, defaults filled in. */
export type Schedule = z.output<typeof scheduleSchema>;

function isTimeZone(name: string): boolean {
  if (typeof Intl === 'undefined') return /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name);
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    // Intl has no other way to say that it does not know a zone.
    if (error instanceof RangeError) return false;
    throw error;
  }
}
