import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { Delivered } from '../activities/post-webhook.js';
import { type WebhookTask, webhookTaskSchema } from '../src/notify/webhook-task.js';
import { postWebhook } from './activities.js';
import { checkInput } from './checked-messages.js';

/**
 * Calls the plan's webhook for one event, and retries for one day. It is a workflow of its own, so the run that starts it
 * neither waits for it nor fails with it. Only a run can start it, so nobody has a text of their own signed.
 *
 * @throws `InvalidInput` if it is not started by a run; `WebhookNotUsable`, `WebhookRefused`, or `WebhookUnavailable` after one day.
 */
export async function notify(...args: [WebhookTask]): Promise<Delivered> {
  checkInput(webhookTaskSchema, args, 'replicate');
  const [task] = args;
  try {
    return await postWebhook.executeWithOptions(
      { summary: `${task.notification.event} to ${task.webhook.webhookEnv}` },
      [task],
    );
  } catch (error) {
    if (error instanceof ActivityFailure) throw reasonOf(error);
    throw error;
  }
}

/** The reason itself, which "Activity task failed" would hide. */
function reasonOf(error: ActivityFailure): Error {
  const { cause } = error;
  if (!(cause instanceof TimeoutFailure)) return cause ?? error;
  const last = cause.cause instanceof ApplicationFailure ? `: ${cause.cause.message}` : '';
  return ApplicationFailure.nonRetryable(`gave up after one day${last}`, 'WebhookUnavailable');
}
