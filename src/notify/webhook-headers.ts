import { Webhook } from 'standardwebhooks';

interface Signed {
  /** The same at every try: by it the receiver knows what it has had. */
  readonly key: string;
  readonly body: string;
  /** `whsec_` and base64, or any text. Undefined: unsigned. */
  readonly secret: string | undefined;
  /** Of this try, epoch ms. */
  readonly now: number;
}

/**
 * The headers of a notification, as Standard Webhooks defines them.
 *
 * @throws Error when the secret begins with `whsec_` and is no base64.
 */
export function webhookHeaders({ key, body, secret, now }: Signed): Record<string, string> {
  const at = new Date(now);
  return {
    'content-type': 'application/json',
    'user-agent': 'eci-replicator',
    'idempotency-key': key,
    'webhook-id': key,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    ...(secret === undefined ? {} : { 'webhook-signature': signer(secret).sign(key, at, body) }),
  };
}

function signer(secret: string): Webhook {
  return secret.startsWith('whsec_')
    ? new Webhook(secret)
    : new Webhook(new TextEncoder().encode(secret), { format: 'raw' });
}
