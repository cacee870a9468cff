import { z } from 'zod';
import { environmentVariable } from './fields.js';

const events = ['ready', 'partial', 'failed', 'cancelled', 'paused', 'approval'] as const;

export type NotifyEvent = (typeof events)[number];

/** Who is told how a run goes. Addresses are secrets, so a plan holds only the names of the worker's variables. */
export const notifySchema = z.strictObject({
  webhookEnv: environmentVariable.describe("The worker's environment variable that holds the webhook's address."),
  secretEnv: environmentVariable
    .exactOptional()
    .describe("The worker's environment variable that holds the secret to sign with. Default: unsigned."),
  on: z
    .array(z.enum(events))
    .min(1)
    .max(events.length)
    .prefault([...events])
    .describe('What to tell of. Default: all.'),
});
