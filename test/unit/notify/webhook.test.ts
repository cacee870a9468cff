import { describe, expect, it } from 'vitest';
import { readWebhook } from '../../../src/notify/webhook.js';

const NAMES = { webhookEnv: 'HOOK', secretEnv: 'KEY' };

describe('the webhook of a plan', () => {
  it.each([
    ['https://hooks.example.com/x?token=y'],
    ['http://127.0.0.1:8080/x'],
    ['http://localhost/'],
    ['http://[::1]:1/'],
  ])('is read from the environment of the worker: %s', (HOOK) => {
    expect(readWebhook(NAMES, { HOOK, KEY: 'k' })).toEqual({ url: new URL(HOOK), secret: 'k' });
    expect(readWebhook({ webhookEnv: 'HOOK' }, { HOOK })).toEqual({ url: new URL(HOOK), secret: undefined });
  });

  it.each([
    [{}, "the worker's environment variable HOOK is not set"],
    [{ HOOK: '' }, "the worker's environment variable HOOK is not set"],
    [{ HOOK: 'https://h.example' }, "the worker's environment variable KEY is not set"],
    [{ HOOK: 'very-secret-key', KEY: 'k' }, 'HOOK of the worker is no address'],
    [{ HOOK: 'http://very-secret.example', KEY: 'k' }, 'http:// is for loopback addresses only'],
    [{ HOOK: 'ftp://very-secret.example', KEY: 'k' }, 'HOOK of the worker is no https:// address'],
    [{ HOOK: 'https://u:very-secret@h.example', KEY: 'k' }, 'holds a user or a password'],
    [{ HOOK: 'https://very-secret.example\n', KEY: 'k' }, 'HOOK of the worker begins or ends with white space'],
    [{ HOOK: 'https://h.example', KEY: 'very-secret\n' }, 'KEY of the worker begins or ends with white space'],
  ])('is refused, by the name of the variable and never by its value: %j', (env, words) => {
    const read = readWebhook(NAMES, env);
    expect(read).toEqual({ problem: expect.stringContaining(words) });
    expect(JSON.stringify(read)).not.toContain('very-secret');
  });
});
