import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advise, classify } from '../../../src/eci/classify.js';
import { ERROR_FAMILIES, type ErrorFamily } from '../../../src/eci/eci-error.js';
import { ERROR_TABLE } from '../../../src/eci/error-table.js';

const SPELLINGS: readonly (readonly [string, ErrorFamily])[] = [
  ['NoStock', 'capacity'],
  ['Zone.NoStock', 'capacity'],
  ['QuotaExceed.DataCache', 'capacity'],
  ['QuotaExceeded.DataCache', 'capacity'],
  ['Quota.Exceeded', 'capacity'],
  ['ExceedQuota', 'capacity'],
  ['InvalidVSwitch.IpNotEnough', 'capacity'],
  ['Throttling.Foo', 'throttled'],
  ['Throttling.User.Foo', 'throttled'],
  ['Degrade.Region', 'throttled'],
  ['TooManyRequests', 'throttled'],
  ['IncorrectDataCacheStatus', 'source'],
  ['IncorrectStatus.DataCache', 'source'],
  ['IdempotentRequestProcessing', 'processing'],
  ['IdempotenceParamNotMatch', 'mismatch'],
  ['Forbidden', 'account'],
  ['Forbidden.RAM', 'account'],
  ['InvalidAccessKeyId', 'account'],
  ['InvalidAccessKeyId.Inactive', 'account'],
  ['InvalidSecurityToken.Malformed', 'account'],
  ['IncompleteSignature', 'account'],
  ['InvalidRegionId.NotFound', 'region'],
  ['Region.NotSupported', 'region'],
  ['Foo.NotOnSale', 'region'],
  ['InternalServerError', 'ambiguous'],
  ['ServiceUnavailable.Foo', 'ambiguous'],
];

describe('classify', () => {
  it.each(SPELLINGS)('takes the spelling %s, which no table names, for %s', (code, family) => {
    expect(ERROR_TABLE.has(code)).toBe(false);
    expect(classify(code, 400)).toBe(family);
  });

  it.each([
    ['Brand.New', 400, 'request'],
    ['Brand.New', 404, 'request'],
    ['Brand.New', 408, 'ambiguous'],
    ['Brand.New', 429, 'throttled'],
    ['Brand.New', 500, 'ambiguous'],
    ['Brand.New', 503, 'ambiguous'],
    ['Brand.New', 302, 'ambiguous'],
    ['Brand.New', undefined, 'ambiguous'],
    [undefined, undefined, 'ambiguous'],
    [undefined, 502, 'ambiguous'],
    [undefined, 429, 'throttled'],
    ['constructor', 400, 'request'],
  ] as const)('judges the unknown code %s by its status %s: %s', (code, statusCode, family) => {
    expect(classify(code, statusCode)).toBe(family);
  });

  it('takes a 4xx without a code for ambiguous: it is not the service that speaks', () => {
    expect(classify(undefined, 404)).toBe('ambiguous');
  });

  it('does not take a parameter for a permission, nor a name that merely begins like one', () => {
    expect(classify('InvalidParameter.Forbidden', 400)).toBe('request');
    expect(classify('ForbiddenFruit', 400)).toBe('request');
  });

  it('never ends a copy on a 5xx whose code nobody knows', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^X[a-z]{0,20}$/), fc.integer({ min: 500, max: 599 }), (code, statusCode) => {
        expect(classify(code, statusCode)).toBe('ambiguous');
      }),
    );
  });

  it('is total: any code and status has a family', () => {
    fc.assert(
      fc.property(
        fc.option(fc.string(), { nil: undefined }),
        fc.option(fc.integer(), { nil: undefined }),
        (code, status) => {
          expect(ERROR_FAMILIES).toContain(classify(code, status));
        },
      ),
    );
  });
});

describe('advise', () => {
  it('gives the advice of its family to a spelling that no table names', () => {
    expect(advise('QuotaExceeded.DataCache')).toMatch(/full/);
    expect(advise('Forbidden.RAM')).toMatch(/permissions/);
  });

  it('has something to say about any code at all', () => {
    fc.assert(
      fc.property(fc.string(), (code) => {
        expect(advise(code)).toMatch(/^[A-Z].*\.$/);
      }),
    );
  });
});
