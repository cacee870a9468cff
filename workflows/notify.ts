import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { Delivered, PostWebhookTask } from '../activities/post-webhook.js';
import { postWebhook } from './activities.js';

/**
 * Calls the plan's webhook for one event, and retries for one day. It is a workflow of its own, so the run that starts it
 * neither waits for it nor fails with it.
 *
 * @throws `WebhookNotUsable`, `WebhookRefused`, or `WebhookUnavailable` after one day.
 */
export async function notify(task: PostWebhookTask): Promise<Delivered> {
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
