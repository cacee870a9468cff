import { describe, expect, it } from 'vitest';
import {
  ALGORITHM,
  Authentication,
  type Credential,
  type IncomingRequest,
  sha256,
  sign,
} from '../../../src/simulator/authentication.js';
import { parseQuery } from '../../../src/simulator/wire.js';

const NOW = Date.parse('2026-01-02T03:04:05Z');
const MINUTE = 60_000;
const lasting: Credential = { accessKeyId: 'lasting', accessKeySecret: 'lasting-secret' };
const temporary: Credential = { accessKeyId: 'temporary', accessKeySecret: 'temporary-secret', securityToken: 'token' };

function signed(credential: Credential, change: Record<string, string> = {}, unsigned: readonly string[] = []) {
  const url = '/?RegionId=cn-beijing&Name=a%20b%2Bc';
  const headers: Record<string, string> = {
    host: '127.0.0.1:8080',
    'x-acs-action': 'ListUsage',
    'x-acs-content-sha256': sha256(''),
    'x-acs-date': '2026-01-02T03:04:05Z',
    'x-acs-signature-nonce': 'nonce-1',
    'x-acs-version': '2018-08-08',
    ...change,
  };
  const signedHeaders = Object.keys(headers).filter((name) => !unsigned.includes(name));
  const secret = credential.accessKeySecret;
  const signature = sign({
    method: 'POST',
    query: parseQuery(url),
    headers,
    signedHeaders,
    bodyHash: sha256(''),
    secret,
  });
  const authorization = `${ALGORITHM} Credential=${credential.accessKeyId},SignedHeaders=${signedHeaders.join(';')},Signature=${signature}`;
  return { method: 'POST', url, headers: { ...headers, authorization }, body: Buffer.alloc(0) };
}

function verdict(
  request: IncomingRequest,
  now = NOW,
  authentication = new Authentication([lasting, temporary]),
): string {
  try {
    authentication.verify(request, now);
    return 'accepted';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

const sts = { 'x-acs-accesskey-id': 'temporary', 'x-acs-security-token': 'token' };
const request = signed(lasting);

describe('Authentication', () => {
  const cases: readonly { what: string; expected: string; sent: IncomingRequest; now?: number }[] = [
    { what: 'a signed request', expected: 'accepted', sent: request },
    { what: 'a clock that is 15 minutes off', expected: 'accepted', sent: request, now: NOW - 15 * MINUTE },
    { what: 'temporary credentials with both headers', expected: 'accepted', sent: signed(temporary, sts) },
    {
      what: 'a request without authorization',
      expected: 'IncompleteSignature',
      sent: { ...request, headers: { host: 'x' } },
    },
    { what: 'an unsigned date', expected: 'IncompleteSignature', sent: signed(lasting, {}, ['x-acs-date']) },
    {
      what: 'an unsigned extra header',
      expected: 'IncompleteSignature',
      sent: signed(lasting, { 'x-acs-extra': '1' }, ['x-acs-extra']),
    },
    {
      what: 'an unknown key',
      expected: 'InvalidAccessKeyId.NotFound',
      sent: signed({ accessKeyId: 'nobody', accessKeySecret: 'x' }),
    },
    { what: 'a wrong secret', expected: 'SignatureDoesNotMatch', sent: signed({ ...lasting, accessKeySecret: 'x' }) },
    {
      what: 'another query than was signed',
      expected: 'SignatureDoesNotMatch',
      sent: { ...request, url: '/?RegionId=cn-hangzhou' },
    },
    {
      what: 'another body than was signed',
      expected: 'SignatureDoesNotMatch',
      sent: { ...request, body: Buffer.from('x') },
    },
    {
      what: 'a false hash of the body',
      expected: 'SignatureDoesNotMatch',
      sent: signed(lasting, { 'x-acs-content-sha256': sha256('x') }),
    },
    {
      what: 'a date 15 minutes and 1 ms off',
      expected: 'InvalidTimeStamp.Expired',
      sent: request,
      now: NOW + 15 * MINUTE + 1,
    },
    {
      what: 'a date that is none',
      expected: 'InvalidTimeStamp.Expired',
      sent: signed(lasting, { 'x-acs-date': 'yesterday' }),
    },
    {
      what: 'temporary credentials without a token',
      expected: 'InvalidSecurityToken.Expired',
      sent: signed(temporary),
    },
    {
      what: 'a wrong token',
      expected: 'InvalidSecurityToken.Expired',
      sent: signed(temporary, { ...sts, 'x-acs-security-token': 'other' }),
    },
    {
      what: 'a token that names another key',
      expected: 'InvalidAccessKeyId.NotFound',
      sent: signed(temporary, { ...sts, 'x-acs-accesskey-id': 'lasting' }),
    },
  ];
  it.each(cases)('answers $what with $expected', ({ expected, sent, now }) => {
    expect(verdict(sent, now)).toBe(expected);
  });

  it('accepts a nonce once', () => {
    const authentication = new Authentication([lasting]);
    expect(verdict(request, NOW, authentication)).toBe('accepted');
    expect(verdict(request, NOW + MINUTE, authentication)).toBe('SignatureNonceUsed');
    expect(verdict(signed(lasting, { 'x-acs-signature-nonce': 'nonce-2' }), NOW, authentication)).toBe('accepted');
  });

  it('never reveals a secret', () => {
    const authentication = new Authentication([temporary]);
    const wrong = signed({ ...temporary, accessKeySecret: 'x' }, sts);
    expect(() => authentication.verify(wrong, NOW)).toThrowError(/^(?!.*(temporary-secret|token)).*$/);
  });
});
