import { z } from 'zod';
import { cronFields } from './cron-fields.js';
import { duration } from './duration.js';
import { excludedBy } from './fields.js';
import { isTimeZone, timeZoneHint } from './time-zones.js';

const CRON_MESSAGE =
  'must be five cron fields (minute, hour, day of month, month, day of week), for example `0 3 * * *`';

const cron = z
  .string()
  .max(200, { abort: true })
  .regex(/^[0-9A-Za-z*/,-]+( +[0-9A-Za-z*/,-]+){4}$/, { error: CRON_MESSAGE, abort: true })
  .refine((text) => cronFields(text) !== undefined, CRON_MESSAGE);

const common = {
  timezone: z
    .string()
    .max(64)
    .refine(isTimeZone, {
      error: ({ input }) =>
        `must be a time zone, for example \`Asia/Shanghai\` or \`UTC\`${timeZoneHint(String(input))}`,
    })
    .prefault('UTC')
    .describe('The time zone of `cron`. Default: UTC.'),
  jitter: duration.exactOptional().describe('Delay each start by a random time up to this. Default: none.'),
  catchupWindow: duration
    .prefault('10m')
    .describe('How late a run may start after Temporal was unavailable, at least 10s. Default: 10m.'),
  pauseOnFailure: z.boolean().prefault(false).describe('Whether a failed run pauses the schedule. Default: false.'),
};

/** When to run the plan. A run that would overlap with the previous one is always skipped. */
export const scheduleSchema = z.union([
  z.strictObject({
    cron: cron.describe('Five cron fields: minute, hour, day of month, month, day of week. All of them must match.'),
    every: excludedBy('cron'),
    ...common,
  }),
  z.strictObject({
    every: duration.describe('The time from one start to the next, counted from the beginning of 1970, UTC.'),
    cron: excludedBy('every'),
    ...common,
  }),
]);

/** With durations in milliseconds and every default. */
export type Schedule = z.output<typeof scheduleSchema>;
