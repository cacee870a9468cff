import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import getPort from 'get-port';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { postWebhook } from '../../../activities/post-webhook.js';
import { ADDRESS_SECRETS, type Answer, webhookReceiver } from '../../support/webhook-receiver.js';
import { sampleNotification } from '../notify/support/sample-notification.js';

const KEY = 'raw-secret';
const TASK = {
  webhook: { webhookEnv: 'HOOK', secretEnv: 'KEY' },
  key: 'run-1-ready',
  notification: sampleNotification(),
};

function post(env: NodeJS.ProcessEnv, timeoutMs?: number) {
  const activity = postWebhook({ env, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  return new MockActivityEnvironment({ attempt: 3 }).run(activity, TASK);
}

/** What it failed with. None of its words may be a secret. */
async function failure(result: Promise<unknown>): Promise<ApplicationFailure> {
  const error: unknown = await result.then(
    () => new Error('it was delivered'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApplicationFailure)) throw error;
  const words = `${error.message} ${error.stack ?? ''} ${JSON.stringify(error)}`;
  for (const secret of [...ADDRESS_SECRETS, KEY, 'secret-answer', 'host-secret']) expect(words).not.toContain(secret);
  return error;
}

async function answered(answer: Answer) {
  const receiver = await webhookReceiver();
  receiver.answer(answer);
  const told = await failure(post({ HOOK: receiver.url, KEY }));
  return { told, received: receiver.received };
}

describe('posting to a webhook', () => {
  it('sends the signed notification, and returns the status', async () => {
    const { url, received } = await webhookReceiver();
    expect(await post({ HOOK: url, KEY })).toEqual({ status: 204, attempts: 3 });
    const [first] = received;
    expect(first?.path).toBe(`/${ADDRESS_SECRETS[0]}?token=${ADDRESS_SECRETS[1]}`);
    expect(first?.notification).toEqual(TASK.notification);
    const signer = new Webhook(new TextEncoder().encode(KEY), { format: 'raw' });
    expect(() => signer.verify(first?.body ?? '', first?.headers ?? {})).not.toThrow();
  });

  it.each([500, 503, 429, 408, 425])('is retried after %i', async (status) => {
    const { told } = await answered({ status });
    expect(told).toMatchObject({ type: 'WebhookUnavailable', message: `the webhook answered ${status}` });
    expect(told.nonRetryable).not.toBe(true);
    expect(told.nextRetryDelay).toBeUndefined();
  });

  it.each(['0', '-1', 'Mon, 02 Nov 2020 09:00:00 GMT'])(
    'backs off after 429 with a Retry-After that asks for no patience: %s',
    async (header) => {
      const { told } = await answered({ status: 429, headers: { 'retry-after': header } });
      expect(told.nextRetryDelay).toBeUndefined();
    },
  );

  describe('with a text that the answer must contain', () => {
    const OK = '"errcode":0';

    async function postTo(text: string, status = 200) {
      const receiver = await webhookReceiver();
      receiver.answer({ status, text });
      const activity = postWebhook({ env: { HOOK: receiver.url, KEY } });
      return new MockActivityEnvironment({ attempt: 3 }).run(activity, { ...TASK, expectBody: OK });
    }

    it.each([['{"errcode":0,"errmsg":"ok"}'], [`${' '.repeat(60_000)}{"errcode":0}`]])(
      'is delivered if it does',
      async (text) => expect(await postTo(text)).toEqual({ status: 200, attempts: 3 }),
    );

    it.each([
      ['an error', '{"errcode":310000,"errmsg":"secret-answer"}'],
      ['nothing', ''],
      ['the text too late', `${' '.repeat(64 * 1024)}{"errcode":0}`],
    ])('is retried if the answer is %s', async (_, text) => {
      const told = await failure(postTo(text));
      expect(told).toMatchObject({
        type: 'WebhookUnavailable',
        message: 'the webhook answered 200 without the text in notify.expectBody',
      });
      expect(told.nonRetryable).not.toBe(true);
    });

    it('is judged by its status first', async () => {
      expect(await failure(postTo('{"errcode":0}', 400))).toMatchObject({ type: 'WebhookRefused' });
    });
  });

  it('signs a notification and nothing else', async () => {
    const { url, received } = await webhookReceiver();
    const notification = { ...TASK.notification, amount: 1_000_000 };
    const activity = postWebhook({ env: { HOOK: url, KEY } });
    await new MockActivityEnvironment().run(activity, { ...TASK, notification });
    expect(received[0]?.notification).toEqual(TASK.notification);
  });

  it('waits as long as the receiver demands', async () => {
    const { told } = await answered({ status: 429, headers: { 'retry-after': '90' } });
    expect(told.nextRetryDelay).toBe(90_000);
  });

  it.each([400, 401, 404, 410])('is not retried after %i', async (status) => {
    const { told } = await answered({ status });
    expect(told).toMatchObject({ type: 'WebhookRefused', nonRetryable: true });
  });

  it('follows no redirect', async () => {
    const elsewhere = await webhookReceiver();
    const { told } = await answered({ status: 307, headers: { location: elsewhere.url } });
    expect(told).toMatchObject({ type: 'WebhookRefused', nonRetryable: true });
    expect(elsewhere.received).toEqual([]);
  });

  it('is retried when nothing answers in time, or at all', async () => {
    const receiver = await webhookReceiver();
    receiver.answer({ status: 'hang' });
    const slow = await failure(post({ HOOK: receiver.url, KEY }, 50));
    expect(slow.message).toBe('the webhook did not answer within 0.05 s');
    const port = await getPort({ host: '127.0.0.1' });
    const gone = await failure(post({ HOOK: `http://127.0.0.1:${port}/host-secret`, KEY }));
    expect(gone).toMatchObject({ type: 'WebhookUnavailable' });
    expect(gone.message).toBe('the webhook cannot be reached: ECONNREFUSED');
  });

  it.each([
    [{}, /HOOK is not set/],
    [{ HOOK: 'host-secret', KEY }, /HOOK is not a valid address/],
    [{ HOOK: 'http://127.0.0.1:1/', KEY: 'whsec_*host-secret*' }, /KEY begins with whsec_ but is not valid base64/],
  ])('fails immediately if the environment cannot be used: %j', async (env, words) => {
    const told = await failure(post(env));
    expect(told).toMatchObject({ type: 'WebhookNotUsable', nonRetryable: true });
    expect(told.message).toMatch(words);
  });
});
