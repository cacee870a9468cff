import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../../src/eci/eci-error.js';

const secret = fc.stringMatching(/^[A-Za-z0-9+/=.%_ -]{1,40}$/).filter((text) => text.trim() !== '');

describe('redact', () => {
  it('removes a secret from any message', () => {
    fc.assert(
      fc.property(fc.string(), secret, fc.string(), (before, hidden, after) => {
        expect(redact(`${before}${hidden}${after}`, [hidden])).not.toContain(hidden);
      }),
    );
  });

  it('removes several secrets, even if one contains another', () => {
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), fc.string(), (secrets, between) => {
        const message = redact(secrets.join(between), secrets);
        for (const hidden of secrets) expect(message).not.toContain(hidden);
      }),
    );
  });

  it('removes a secret that is encoded, as in a URL', () => {
    fc.assert(
      fc.property(secret, (hidden) => {
        expect(redact(`token ${encodeURIComponent(hidden)} was refused`, [hidden])).not.toContain(
          encodeURIComponent(hidden),
        );
      }),
    );
  });

  it.each([
    ['POST http://127.0.0.1:8080/?ClientToken=er1-x&Tag.1.Key=team failed.', 'POST http://127.0.0.1:8080/?*** failed.'],
    ['see https://example.com/help?q=abc for more', 'see https://example.com/help?*** for more'],
    ['refused: Tag.1.Key=team&Tag.1.Value=x, sorry', 'refused: *** sorry'],
    ['key LTAI5tAbCdEfGh123456 is unknown', 'key *** is unknown'],
    ['key STS.NUabcdefgh123 is unknown', 'key *** is unknown'],
    [
      'signature is not matched. server string to sign is:POST\n/\nRegionId=a&Tag.1.Value=secret',
      'signature is not matched. server string to sign ***',
    ],
    ['result: {"AccessKeyId":"a","AccessKeySecret":"b"}.', 'result: {"AccessKeyId":"***","AccessKeySecret":"***"}.'],
    ['  two\n  lines ', 'two lines'],
    ['Did you mean cn-beijing? Yes.', 'Did you mean cn-beijing? Yes.'],
    ['quota=5 is used up', 'quota=5 is used up'],
  ])('turns %j into %j', (message, safe) => {
    expect(redact(message, [])).toBe(safe);
  });

  it('hides the whole of a secret that contains another', () => {
    expect(redact('key abc-def', ['abc', 'abc-def'])).toBe('key ***');
  });

  it('ignores empty secrets', () => expect(redact('plain', ['', ' '])).toBe('plain'));

  it('cuts a long message', () => {
    const text = redact('words '.repeat(10_000), []);
    expect(text).toHaveLength(500);
    expect(text).toMatch(/^words words .*…$/);
  });

  it('hides what is too long to be looked through', () => expect(redact('x'.repeat(200_000), [])).toBe('***'));

  it('replaces control characters and halves of surrogate pairs', () =>
    expect(redact('a\u001b[2Jb\uD800c', [])).toBe('a\uFFFD[2Jb\uFFFDc'));
});
