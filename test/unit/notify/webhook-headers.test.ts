import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { webhookHeaders } from '../../../src/notify/webhook-headers.js';

const body = JSON.stringify({ message: 'größer' });
const SECRET = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const headersWith = (secret: string | undefined) =>
  webhookHeaders({ key: 'run-1-failed', body, secret, now: Date.now() });

describe('the headers of a notification', () => {
  it('carry one key for the receiver to know what it has had', () => {
    expect(headersWith(undefined)).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': 'run-1-failed',
      'webhook-id': 'run-1-failed',
      'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
    });
  });

  it('are signed as Standard Webhooks defines it, when there is a secret', () => {
    expect(new Webhook(SECRET).verify(body, headersWith(SECRET))).toEqual({ message: 'größer' });
    expect(headersWith(undefined)).not.toHaveProperty('webhook-signature');
  });

  it('are signed with any other text as it is', () => {
    const raw = new TextEncoder().encode('any täxt');
    expect(() => new Webhook(raw, { format: 'raw' }).verify(body, headersWith('any täxt'))).not.toThrow();
  });

  it('do not verify with another body or another secret', () => {
    expect(() => new Webhook(SECRET).verify(`${body} `, headersWith(SECRET))).toThrow(/signature/);
    expect(() => new Webhook(SECRET).verify(body, headersWith('other'))).toThrow(/signature/);
  });

  it('are refused for a secret that is no base64', () => {
    expect(() => headersWith('whsec_***')).toThrow();
  });
});
