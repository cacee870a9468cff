import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { defined } from '../src/defined.js';
import { notificationSchema } from '../src/notify/notification.js';
import { readWebhook, webhookHeaders, type WebhookNames } from '../src/notify/webhook.js';
import { retryAfter } from '../src/notify/webhook-retry.js';
import type { WebhookTask } from '../src/notify/webhook-task.js';

/** A notification that the receiver accepted. */
export interface Delivered {
  /** HTTP status. */
  readonly status: number;
  readonly attempts: number;
}

export interface PostWebhookDependencies {
  /** The worker's environment, read in every attempt. */
  readonly env: NodeJS.ProcessEnv;
  /** Time-out of one request, ms. Default: 10,000. */
  readonly timeoutMs?: number;
}

/** Statuses to retry, apart from 5xx: request time-out, too early, too many requests. */
const RETRIED: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Posts one notification to a webhook. A failure contains neither the address, nor the secret, nor the answer, because the
 * history would keep them.
 *
 * @throws `WebhookUnavailable`, which is retried; `WebhookNotUsable` and `WebhookRefused`, which are not.
 */
export function postWebhook({ env, timeoutMs = 10_000 }: PostWebhookDependencies) {
  return async ({ webhook: names, key, notification, expectBody }: WebhookTask): Promise<Delivered> => {
    const webhook = readWebhook(names, env);
    if ('problem' in webhook) throw notUsable(webhook.problem);
    const body = JSON.stringify(notificationSchema.parse(notification));
    const headers = signed(names, { key, body, secret: webhook.secret, now: Date.now() });
    const { status, delay, isAsExpected } = await request(webhook.url, { headers, body, timeoutMs, expectBody });
    const { attempt: attempts } = activityInfo();
    const nextRetryDelay = retryAfter(delay, attempts, Date.now());
    if (status >= 200 && status < 300) {
      if (isAsExpected) return { status, attempts };
      // It may be a limit on the rate of messages, which such services report in this way, so it is retried.
      throw unavailable(`the webhook answered ${status} without the text in notify.expectBody`, nextRetryDelay);
    }
    if (status >= 500 || RETRIED.has(status)) throw unavailable(`the webhook answered ${status}`, nextRetryDelay);
    const redirected = status >= 300 && status < 400 ? ', a redirect, which is not followed' : '';
    throw ApplicationFailure.nonRetryable(`the webhook answered ${status}${redirected}`, 'WebhookRefused');
  };
}

function signed(names: WebhookNames, what: Parameters<typeof webhookHeaders>[0]): Record<string, string> {
  try {
    return webhookHeaders(what);
  } catch {
    // The library's own message might contain the secret.
    throw notUsable(
      `the worker's environment variable ${names.secretEnv} begins with whsec_ but is not valid base64 after it`,
    );
  }
}

interface Posted {
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly expectBody: string | undefined;
}

interface Answer {
  readonly status: number;
  /** `Retry-After`. */
  readonly delay: string | null;
  /** Whether the answer contains the text that it must contain. Its own text may contain anything, and is not kept. */
  readonly isAsExpected: boolean;
}

async function request(url: URL, { headers, body, timeoutMs, expectBody }: Posted): Promise<Answer> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    const isAsExpected = expectBody === undefined || (await beginning(response)).includes(expectBody);
    await response.body?.cancel().catch(() => undefined);
    return { status: response.status, delay: response.headers.get('retry-after'), isAsExpected };
  } catch (error) {
    if (signal.aborted) throw unavailable(`the webhook did not answer within ${timeoutMs / 1000} s`);
    // The error's own message contains the host name.
    throw unavailable(`the webhook cannot be reached: ${codeOf(error)}`);
  }
}

/** How much of an answer is read, bytes. */
const MAX_ANSWER = 64 * 1024;

async function beginning({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let [text, left] = ['', MAX_ANSWER];
  // Leaving the loop early cancels the rest of the answer.
  for await (const piece of body ?? []) {
    text += decoder.decode(piece.subarray(0, left), { stream: true });
    left -= piece.length;
    if (left <= 0) break;
  }
  return text;
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'no connection';
}

function notUsable(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'WebhookNotUsable');
}

function unavailable(message: string, nextRetryDelay?: number): ApplicationFailure {
  return ApplicationFailure.create({
    message,
    type: 'WebhookUnavailable',
    ...defined({ nextRetryDelay }),
  });
}
