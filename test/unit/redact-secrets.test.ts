import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactSecrets } from '../../src/redact-secrets.js';

describe('a text of the log', () => {
  it.each([
    ['ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'very-secret'],
    ['ALIBABA_CLOUD_SECURITY_TOKEN', 'sts+very/secret=='],
    ['TEMPORAL_API_KEY', 'eyJhbGciOi.very.secret'],
    ['TEMPORAL_TLS_CLIENT_KEY_DATA', '-----BEGIN PRIVATE KEY-----\nvery-secret\n-----END PRIVATE KEY-----'],
    ['REPLICATION_WEBHOOK', 'https://hooks.example.com/very/secret?token=x'],
    ['REPLICATION_WEBHOOK_SECRET', 'whsec_dmVyeS1zZWNyZXQ='],
    ['SLACK', 'https://hooks.slack.example/services/very/secret'],
  ])('has no trace of %s, as it is, in JSON or in base64', (name, value) => {
    const redact = redactSecrets({ [name]: value, OTHER: 'kept' });
    for (const text of [value, JSON.stringify({ error: value }), Buffer.from(value).toString('base64')]) {
      const shown = redact(`before ${text} after kept`);
      expect(shown).toMatch(/^before .*\[redacted\].* after kept$/s);
      expect(shown).not.toContain(value);
      expect(shown).not.toContain('secret');
    }
  });

  it('has no path of a webhook without its host either', () => {
    const redact = redactSecrets({ REPLICATION_WEBHOOK: 'https://hooks.example.com/very/secret' });
    expect(redact('POST /very/secret failed')).toBe('POST [redacted] failed');
  });

  it.each([
    ['ECI_ENDPOINT', 'https://eci.cn-beijing.aliyuncs.com'],
    ['TEMPORAL_ADDRESS', 'https://temporal.example:7233'],
    ['TEMPORAL_TLS_CLIENT_KEY_PATH', '/etc/tls/client.key'],
    ['ECI_REPLICATOR_TASK_QUEUE', 'eci-replicator'],
    ['SOME_KEY', '1'],
    ['SOME_TOKEN', ''],
  ])('keeps %s', (name, value) => {
    expect(redactSecrets({ [name]: value })(`it is ${value}.`)).toBe(`it is ${value}.`);
  });

  it('contains no secret, whatever stands around it', () => {
    const secret = fc.string({ minLength: 8 }).filter((text) => text.trim() === text && !'[redacted]'.includes(text));
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), fc.string(), (secrets, text) => {
        const env = Object.fromEntries(secrets.map((one, n) => [`TOKEN_${n}`, one]));
        const line = JSON.stringify({ message: text + secrets.join(text) });
        const shown = redactSecrets(env)(line);
        // A secret between the parts of two others is none.
        for (const one of secrets.slice(0, 1)) expect(shown.includes(one) && line.includes(one)).toBe(false);
      }),
    );
  });
});
