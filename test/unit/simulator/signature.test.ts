import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256, sign, type SignedRequest } from '../../../src/simulator/authentication.js';

const headers = {
  host: '127.0.0.1:8080',
  'x-acs-action': 'CopyDataCache',
  'x-acs-content-sha256': sha256(''),
  'x-acs-credentials-provider': 'static_ak',
  'x-acs-date': '2026-01-02T03:04:05Z',
  'x-acs-signature-nonce': '0123456789abcdef0123456789abcdef',
  'x-acs-version': '2018-08-08',
};

/** A request and the signature that SDK 2.0.3 sent with it. */
const seen: SignedRequest = {
  method: 'POST',
  query: new Map([
    ['Bucket', 'default'],
    ['ClientToken', 'tok-1'],
    ['DataCacheId', 'edc-2ze0001'],
    ['DestinationRegionId', 'cn-hangzhou'],
    ['Path', '/models/a b'],
    ['RegionId', 'cn-beijing'],
    ['Tag.1.Key', 'k'],
    ['Tag.1.Value', 'v'],
  ]),
  headers,
  signedHeaders: Object.keys(headers),
  bodyHash: sha256(''),
  secret: 'testsecret',
};

describe('sign', () => {
  it('signs as the SDK does', () => {
    expect(sign(seen)).toBe('e9914dcce86eb92dc9374ab0015508fe9b09e47cea55153d2a3bab4bd2e03bdd');
  });

  it('does not depend on the order of the parameters', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...seen.query], { minLength: seen.query.size }), (query) => {
        expect(sign({ ...seen, query: new Map(query) })).toBe(sign(seen));
      }),
    );
  });

  const changes: readonly (readonly [string, Partial<SignedRequest>])[] = [
    ['method', { method: 'GET' }],
    ['query', { query: new Map([...seen.query, ['Name', 'x']]) }],
    ['header', { headers: { ...headers, host: '127.0.0.1:8081' } }],
    ['signed headers', { signedHeaders: seen.signedHeaders.slice(1) }],
    ['body', { bodyHash: sha256('x') }],
    ['secret', { secret: 'other' }],
  ];
  it.each(changes)('covers the %s', (_what, change) => {
    expect(sign({ ...seen, ...change })).not.toBe(sign(seen));
  });
});
