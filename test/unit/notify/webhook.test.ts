import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { webhookVariableProblem } from '../../../src/webhook-variable.js';
import { readWebhook, webhookHeaders } from '../../../src/notify/webhook.js';

const NAMES = { webhookEnv: 'HOOK', secretEnv: 'KEY' };

describe('the webhook of a plan', () => {
  it.each([
    ['https://hooks.example.com/x?token=y'],
    ['http://127.0.0.1:8080/x'],
    ['http://localhost/'],
    ['http://[::1]:1/'],
  ])("is read from the worker's environment: %s", (HOOK) => {
    expect(readWebhook(NAMES, { HOOK, KEY: 'k' })).toEqual({ url: new URL(HOOK), secret: 'k' });
    expect(readWebhook({ webhookEnv: 'HOOK' }, { HOOK })).toEqual({ url: new URL(HOOK), secret: undefined });
  });

  it.each([
    [{}, "the worker's environment variable HOOK is not set"],
    [{ HOOK: '' }, "the worker's environment variable HOOK is not set"],
    [{ HOOK: 'https://h.example' }, "the worker's environment variable KEY is not set"],
    [{ HOOK: 'very-secret-key', KEY: 'k' }, 'HOOK is not a valid address'],
    [{ HOOK: 'http://very-secret.example', KEY: 'k' }, 'http:// is allowed for loopback addresses only'],
    [{ HOOK: 'ftp://very-secret.example', KEY: 'k' }, 'HOOK is not an https:// address'],
    [{ HOOK: 'https://u:very-secret@h.example', KEY: 'k' }, 'contains a user name or password'],
    [{ HOOK: 'https://very-secret.example\n', KEY: 'k' }, 'HOOK begins or ends with white space'],
    [{ HOOK: 'https://h.example', KEY: 'very-secret\n' }, 'KEY begins or ends with white space'],
  ])('is rejected with the name of the variable and never its value: %j', (env, words) => {
    const read = readWebhook(NAMES, env);
    expect(read).toEqual({ problem: expect.stringContaining(words) });
    expect(JSON.stringify(read)).not.toContain('very-secret');
  });
});

describe('a variable that no plan may name', () => {
  const secret = { HOOK: 'https://h.example', KEY: 'k' };
  it.each(['ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABACLOUD_X', 'ALICLOUD_SECRET', 'TEMPORAL_API_KEY', 'ECI_ENDPOINT'])(
    'is not read, even without a plan: %s',
    (name) => {
      const env = { ...secret, [name]: 'https://very-secret.example' };
      for (const names of [{ webhookEnv: name }, { webhookEnv: 'HOOK', secretEnv: name }]) {
        const read = readWebhook(names, env);
        expect(read).toEqual({ problem: expect.stringMatching(`${name} must not be one of the worker's own`) });
        expect(JSON.stringify(read)).not.toContain('very-secret');
      }
    },
  );

  it.each(['AWS_SECRET_ACCESS_KEY', 'NODE_OPTIONS', 'PATH', 'HOME', 'HTTPS_PROXY', 'KUBECONFIG', 'aws_session_token'])(
    'is one that a library or the platform uses: %s',
    (name) => expect(webhookVariableProblem(name)).toMatch(/use another name/),
  );

  it.each([
    'REPLICATION_WEBHOOK',
    'HOOK',
    'HOOK_SECRET',
    'GOOGLE_CHAT_WEBHOOK',
    'ALIYUN_DINGTALK_WEBHOOK_KEY',
    'A',
    '_S',
  ])('is not %s', (name) => expect(webhookVariableProblem(name)).toBeUndefined());

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'is not what every object has: %s is not set',
    (name) => {
      expect(readWebhook({ webhookEnv: name }, {})).toEqual({ problem: expect.stringContaining(`${name} is not set`) });
    },
  );
});

const body = JSON.stringify({ message: 'größer' });
const SECRET = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const headersWith = (secret: string | undefined) =>
  webhookHeaders({ key: 'run-1-failed', body, secret, now: Date.now() });

describe('the headers of a notification', () => {
  it('carry one key, by which the receiver recognises a repeated message', () => {
    expect(headersWith(undefined)).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': 'run-1-failed',
      'webhook-id': 'run-1-failed',
      'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
    });
  });

  it('are signed as Standard Webhooks defines, if there is a secret', () => {
    expect(new Webhook(SECRET).verify(body, headersWith(SECRET))).toEqual({ message: 'größer' });
    expect(headersWith(undefined)).not.toHaveProperty('webhook-signature');
  });

  it('are signed with the bytes of any other text', () => {
    const raw = new TextEncoder().encode('any täxt');
    expect(() => new Webhook(raw, { format: 'raw' }).verify(body, headersWith('any täxt'))).not.toThrow();
  });

  it('do not verify with another body or another secret', () => {
    expect(() => new Webhook(SECRET).verify(`${body} `, headersWith(SECRET))).toThrow(/signature/);
    expect(() => new Webhook(SECRET).verify(body, headersWith('other'))).toThrow(/signature/);
  });

  it('are rejected for a secret that is not base64', () => {
    expect(() => headersWith('whsec_***')).toThrow();
  });
});
