import { z } from 'zod';
import { cronFields } from './cron-fields.js';

const MESSAGE = 'must be five cron fields (minute, hour, day of month, month, day of week) such as `0 3 * * *`';

/** A cron expression of five fields; Temporal reads it, so only what it cannot mean is refused. */
export const cron = z
  .string()
  .max(200)
  .regex(/^[0-9A-Za-z*/,-]+( +[0-9A-Za-z*/,-]+){4}$/, { error: MESSAGE, abort: true })
  .refine((text) => cronFields(text) !== undefined, MESSAGE);
