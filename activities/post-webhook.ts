import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { defined } from '../src/defined.js';
import type { Notification } from '../src/notify/notification.js';
import { readWebhook, retryAfter, webhookHeaders, type WebhookNames } from '../src/notify/webhook.js';

export interface PostWebhookTask {
  readonly webhook: WebhookNames;
  /** One per run and event: the same in every attempt. */
  readonly key: string;
  readonly notification: Notification;
}

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
  return async ({ webhook: names, key, notification }: PostWebhookTask): Promise<Delivered> => {
    const webhook = readWebhook(names, env);
    if ('problem' in webhook) throw notUsable(webhook.problem);
    const body = JSON.stringify(notification);
    const headers = signed(names, { key, body, secret: webhook.secret, now: Date.now() });
    const response = await request(webhook.url, { headers, body, timeoutMs });
    const { status } = response;
    if (status >= 200 && status < 300) return { status, attempts: activityInfo().attempt };
    if (status >= 500 || RETRIED.has(status)) {
      const nextRetryDelay = retryAfter(response.headers.get('retry-after'), Date.now());
      throw unavailable(`the webhook answered ${status}`, nextRetryDelay);
    }
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

async function request(
  url: URL,
  { headers, body, timeoutMs }: { headers: Record<string, string>; body: string; timeoutMs: number },
): Promise<Response> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    // Only the status is used: the body may contain anything, and is not read.
    await response.body?.cancel().catch(() => undefined);
    return response;
  } catch (error) {
    if (signal.aborted) throw unavailable(`the webhook did not answer within ${timeoutMs / 1000} s`);
    // The error's own message contains the host name.
    throw unavailable(`the webhook cannot be reached: ${codeOf(error)}`);
  }
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
