import * as standardWebhooks from 'standardwebhooks';
import { isLoopback } from '../loopback.js';
import { webhookVariableProblem } from '../webhook-variable.js';
import type { WebhookTask } from './webhook-task.js';

/** The webhook of a plan, as names of the worker's environment variables. */
export type WebhookNames = WebhookTask['webhook'];

/** Both fields are secrets: they are used for the request and appear nowhere else. */
export interface Webhook {
  readonly url: URL;
  readonly secret: string | undefined;
}

/** Reads the environment variables. `problem` is a sentence that names the variable and never shows its value. */
export function readWebhook(
  { webhookEnv, secretEnv }: WebhookNames,
  env: NodeJS.ProcessEnv,
): Webhook | { readonly problem: string } {
  const address = valueOf(webhookEnv, env);
  if ('problem' in address) return address;
  const url = parseAddress(address.value);
  if (typeof url === 'string') return { problem: `the worker's environment variable ${webhookEnv} ${url}` };
  if (secretEnv === undefined) return { url, secret: undefined };
  const secret = valueOf(secretEnv, env);
  return 'problem' in secret ? secret : { url, secret: secret.value };
}

function valueOf(name: string, env: NodeJS.ProcessEnv): { value: string } | { problem: string } {
  const refusal = webhookVariableProblem(name);
  if (refusal !== undefined) return { problem: `the name of the variable ${name} ${refusal}` };
  // Every object has a `constructor`, which is not a variable.
  const value = (Object.hasOwn(env, name) ? env[name] : undefined) ?? '';
  if (value === '') return { problem: `the worker's environment variable ${name} is not set` };
  if (value.trim() === value) return { value };
  return { problem: `the worker's environment variable ${name} begins or ends with white space` };
}

/** The address, or what is wrong with it, as a predicate. */
function parseAddress(text: string): URL | string {
  if (!URL.canParse(text)) return 'is not a valid address, for example https://hooks.example.com/…';
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    return 'is not an https:// address; http:// is allowed for loopback addresses only';
  }
  if (url.username !== '' || url.password !== '') return 'contains a user name or password, which is not allowed';
  return url;
}

interface SignedContent {
  /** The same for every attempt, so that the receiver can recognise a repeated message. */
  readonly key: string;
  readonly body: string;
  /** `whsec_` and base64, or any text. Undefined: unsigned. */
  readonly secret: string | undefined;
  /** Time of this attempt, epoch ms. */
  readonly now: number;
}

/**
 * The headers of a notification, as Standard Webhooks defines them.
 *
 * @throws Error when the secret begins with `whsec_` but is not valid base64 after it.
 */
export function webhookHeaders({ key, body, secret, now }: SignedContent): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'eci-replicator',
    'idempotency-key': key,
    'webhook-id': key,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    ...(secret !== undefined && { 'webhook-signature': signer(secret).sign(key, new Date(now), body) }),
  };
}

function signer(secret: string): standardWebhooks.Webhook {
  return secret.startsWith('whsec_')
    ? new standardWebhooks.Webhook(secret)
    : new standardWebhooks.Webhook(new TextEncoder().encode(secret), { format: 'raw' });
}
