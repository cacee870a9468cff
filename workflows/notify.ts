import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { Delivered, PostWebhookTask } from '../activities/post-webhook.js';
import { postWebhook } from './activities.js';

/**
 * Tells the plan's webhook of one event, for as long as a day. A workflow of its own: the run that starts it neither waits
 * for it nor fails with it.
 *
 * @throws `WebhookNotUsable`, `WebhookRefused`, or `WebhookUnavailable` after the day: nobody was told.
 */
export async function notify(task: PostWebhookTask): Promise<Delivered> {
  try {
    return await postWebhook.executeWithOptions(
      { summary: `${task.notification.event} to ${task.webhook.webhookEnv}` },
      [task],
    );
  } catch (error) {
    if (error instanceof ActivityFailure) throw inWords(error);
    throw error;
  }
}

/** The sentence must not hide behind "Activity task failed". */
function inWords(error: ActivityFailure): Error {
  const { cause } = error;
  if (!(cause instanceof TimeoutFailure)) return cause ?? error;
  const last = cause.cause instanceof ApplicationFailure ? `: ${cause.cause.message}` : '';
  return ApplicationFailure.nonRetryable(`given up after a day${last}`, 'WebhookUnavailable');
}
