import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advise, classify } from '../../../src/eci/classify.js';
import { ERROR_FAMILIES, ERROR_TABLE, type ErrorFamily } from '../../../src/eci/error-table.js';

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
  ['InvalidDataCacheId.NotFound', 'source'],
  ['InvalidAccessKeyId', 'worker'],
  ['InactiveAccessKeyId', 'worker'],
  ['InvalidSecurityToken.Malformed', 'worker'],
  ['MissingSecurityToken', 'worker'],
  ['SecurityTokenExpired', 'worker'],
  ['IncompleteSignature', 'worker'],
  ['SignatureNonceUsed.Copy', 'worker'],
  ['InvalidTimeStamp.Format', 'worker'],
  ['IllegalTimestamp', 'worker'],
  ['InvalidRegionId.NotFound', 'region'],
  ['Region.NotSupported', 'region'],
  ['Foo.NotOnSale', 'region'],
  ['InternalServerError', 'ambiguous'],
  ['ServiceUnavailable.Foo', 'ambiguous'],
];

describe('classify', () => {
  it.each(SPELLINGS)('classifies %s, which is not in the table, by its spelling as %s', (code, family) => {
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
  ] as const)('classifies the unknown code %s with status %s as %s', (code, statusCode, family) => {
    expect(classify(code, statusCode)).toBe(family);
  });

  it("classifies a 4xx without a code as ambiguous, because it is not the service's", () => {
    expect(classify(undefined, 404)).toBe('ambiguous');
  });

  it('does not mistake a parameter, or a code with the same prefix, for a permission', () => {
    expect(classify('InvalidParameter.Forbidden', 400)).toBe('request');
    expect(classify('ForbiddenFruit', 400)).toBe('request');
  });

  it('never ends a copy on a 5xx with an unknown code', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^X[a-z]{0,20}$/), fc.integer({ min: 500, max: 599 }), (code, statusCode) => {
        expect(classify(code, statusCode)).toBe('ambiguous');
      }),
    );
  });

  it('gives any code and status a family', () => {
    fc.assert(
      fc.property(
        fc.option(fc.string(), { nil: undefined }),
        fc.option(fc.integer(), { nil: undefined }),
        (code, status) => {
          expect(ERROR_FAMILIES.map(({ name }) => name)).toContain(classify(code, status));
        },
      ),
    );
  });
});

describe('advise', () => {
  it('gives a code that is not in the table the advice of its family', () => {
    expect(advise('QuotaExceeded.DataCache')).toMatch(/full/);
    expect(advise('Forbidden.RAM')).toMatch(/permissions/);
  });

  it('has advice for any code at all', () => {
    fc.assert(
      fc.property(fc.string(), (code) => {
        expect(advise(code)).toMatch(/^[A-Z].*\.$/);
      }),
    );
  });
});
