import { isLoopback } from '../loopback.js';

/** What a plan says of its webhook: names of the worker's environment variables. */
export interface WebhookNames {
  readonly webhookEnv: string;
  readonly secretEnv?: string | undefined;
}

/** Where to, and by which secret. Both are secrets: they go into the request, and nowhere else. */
export interface Webhook {
  readonly url: URL;
  readonly secret: string | undefined;
}

/** Reads the variables; what is wrong is a sentence that names the variable, and never shows its value. */
export function readWebhook(
  { webhookEnv, secretEnv }: WebhookNames,
  env: NodeJS.ProcessEnv,
): Webhook | { readonly problem: string } {
  const address = valueOf(webhookEnv, env);
  if ('problem' in address) return address;
  const url = parseAddress(address.value);
  if (typeof url === 'string') return { problem: `${webhookEnv} of the worker ${url}` };
  if (secretEnv === undefined) return { url, secret: undefined };
  const secret = valueOf(secretEnv, env);
  return 'problem' in secret ? secret : { url, secret: secret.value };
}

function valueOf(name: string, env: NodeJS.ProcessEnv): { value: string } | { problem: string } {
  const value = env[name] ?? '';
  if (value === '') return { problem: `the worker's environment variable ${name} is not set` };
  if (value.trim() !== value) return { problem: `${name} of the worker begins or ends with white space` };
  return { value };
}

function parseAddress(text: string): URL | string {
  if (!URL.canParse(text)) return 'is no address such as https://hooks.example.com/…';
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    return 'is no https:// address; http:// is for loopback addresses only';
  }
  if (url.username !== '' || url.password !== '') return 'holds a user or a password, which is not sent';
  return url;
}
