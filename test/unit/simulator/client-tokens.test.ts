import { describe, expect, it } from 'vitest';
import { ClientTokens } from '../../../src/simulator/client-tokens.js';

const request = (fields: Record<string, string>) =>
  new Map(Object.entries({ ClientToken: 'token-1', RegionId: 'cn-hongkong', Path: '/a', ...fields }));

describe('ClientTokens', () => {
  it('answers a repeated request as the first one', () => {
    const tokens = new ClientTokens({ tokenScope: 'account' });
    expect(tokens.recall(request({}), 0)).toBeUndefined();
    tokens.keep(request({}), 0, 'edc-1');
    expect(tokens.recall(request({}), 1e12)).toBe('edc-1');
    expect(tokens.recall(request({ ClientToken: 'token-2' }), 0)).toBeUndefined();
  });

  it('rejects other parameters with the same token', () => {
    const tokens = new ClientTokens({ tokenScope: 'account' });
    tokens.keep(request({}), 0, 'edc-1');
    expect(() => tokens.recall(request({ Path: '/b' }), 0)).toThrowError('other parameters');
    expect(() => tokens.recall(request({ RegionId: 'cn-x' }), 0)).toThrowError('other parameters');
  });

  it('distinguishes tokens by region if their scope is the region', () => {
    const tokens = new ClientTokens({ tokenScope: 'region' });
    tokens.keep(request({}), 0, 'edc-1');
    expect(tokens.recall(request({ RegionId: 'cn-x' }), 0)).toBeUndefined();
    expect(tokens.recall(request({}), 0)).toBe('edc-1');
  });

  it('forgets a token after the given time', () => {
    const tokens = new ClientTokens({ tokenScope: 'account', tokenMemory: 1_000 });
    tokens.keep(request({}), 0, 'edc-1');
    expect([tokens.recall(request({}), 1_000), tokens.recall(request({}), 1_001)]).toEqual(['edc-1', undefined]);
  });

  it('remembers that a token without a copy is spent', () => {
    const tokens = new ClientTokens({ tokenScope: 'account' });
    tokens.keep(request({}), 0);
    expect(() => tokens.recall(request({}), 0)).toThrowError('use a new token');
  });

  it('does not remember requests without a token', () => {
    const tokens = new ClientTokens({ tokenScope: 'account' });
    tokens.keep(request({ ClientToken: '' }), 0, 'edc-1');
    expect(tokens.recall(request({ ClientToken: '' }), 0)).toBeUndefined();
  });
});
