import { z } from 'zod';
import { environmentVariable } from '../plan/fields.js';
import { notificationSchema } from './notification.js';

/** What is posted to which webhook: the input of the workflow `notify`, and of its activity. */
export const webhookTaskSchema = z
  .object({
    /** Names of the worker's environment variables. */
    webhook: z.object({ webhookEnv: environmentVariable, secretEnv: environmentVariable.exactOptional() }).readonly(),
    /** One per run and event: the same in every attempt. */
    key: z.string().min(1).max(200),
    notification: notificationSchema,
    /** Text that the answer must contain to count as delivered. Default: the status decides alone. */
    expectBody: z.string().min(1).max(200).exactOptional(),
  })
  .readonly();

export type WebhookTask = z.infer<typeof webhookTaskSchema>;
