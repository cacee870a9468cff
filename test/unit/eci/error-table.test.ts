import { describe, expect, it } from 'vitest';
import { advise, classify } from '../../../src/eci/classify.js';
import { ERROR_TABLE, type ErrorFamily } from '../../../src/eci/error-table.js';

type Row = readonly [code: string, statusCode: number | undefined, family: ErrorFamily];

const OF_COPY_DATA_CACHE: readonly Row[] = [
  ['Account.Arrearage', 400, 'account'],
  ['DryRunOperation', 400, 'request'],
  ['InvalidParameter.CPU.Memory', 400, 'request'],
  ['IncorrectStatus', 400, 'source'],
  ['ServiceNotEnabled', 400, 'region'],
  ['DiskVolume.NotSupport', 400, 'request'],
  ['RamRole.NotSupport', 400, 'request'],
  ['ImageCache.IncorrectStatus', 400, 'source'],
  ['ImageCacheNotSupport', 400, 'request'],
  ['EipAddressPoolIpNotEnough', 400, 'capacity'],
  ['OperationDenied.VswZoneMisMatch', 403, 'request'],
  ['QuotaExceeded', 403, 'capacity'],
  ['Zone.NotOnSale', 403, 'region'],
  ['Forbidden.RiskControl', 403, 'account'],
  ['Forbidden.SubUser', 403, 'account'],
  ['Forbidden.OnlyForInvitedTest', 403, 'region'],
  ['OperationDenied.SecurityGroupMisMatch', 403, 'request'],
  ['InvalidVSwitchId.IpNotEnough', 403, 'capacity'],
  ['Forbidden.UserBussinessStatus', 403, 'account'],
  ['Forbidden.UserNotRealNameAuthentication', 403, 'account'],
  ['InvalidUser.PassRoleForbidden', 403, 'account'],
  ['OperationDenied.NoStock', 403, 'capacity'],
  ['NoPermission', 403, 'account'],
  ['SecurityRisk.3DVerification', 403, 'account'],
  ['CreateServiceLinkedRole.Denied', 403, 'account'],
];

const OF_THE_PLATFORM: readonly Row[] = [
  ['MissingParameter', 400, 'request'],
  ['InvalidParameter', 400, 'request'],
  ['Throttling', 400, 'throttled'],
  ['Throttling.User', 400, 'throttled'],
  ['Throttling.Api', 400, 'throttled'],
  ['Degrade.Api', 400, 'throttled'],
  ['OperationConflict', 400, 'throttled'],
  ['SignatureNonceUsed', 400, 'worker'],
  ['SignatureDoesNotMatch', 400, 'worker'],
  ['InvalidTimeStamp.Expired', 400, 'worker'],
  ['InvalidSecurityToken.Expired', 400, 'worker'],
  ['InvalidParameter.NotFound', 404, 'source'],
  ['InvalidAccessKeyId.NotFound', 404, 'worker'],
  ['InvalidAccessKeyId.Inactive', 403, 'worker'],
  ['InternalError', 500, 'ambiguous'],
  ['ServiceUnavailable', 503, 'ambiguous'],
  ['IdempotentParameterMismatch', 400, 'mismatch'],
  ['IdempotentProcessing', 400, 'processing'],
  ['IdempotentFailed', 400, 'spent'],
];

const OURS: readonly Row[] = [
  ['Timeout', undefined, 'ambiguous'],
  ['ConnectionError', undefined, 'ambiguous'],
  ['UnreadableAnswer', undefined, 'ambiguous'],
  ['NoDataCacheId', undefined, 'ambiguous'],
  ['NoCredentials', undefined, 'worker'],
  ['CredentialsUnavailable', undefined, 'throttled'],
  ['SurveyBlind', undefined, 'region'],
  ['RegionFailed', undefined, 'region'],
  ['AccountError', undefined, 'account'],
  ['SurveyPartial', undefined, 'region'],
  ['RepeatedPage', undefined, 'ambiguous'],
  ['Unsendable', undefined, 'request'],
  ['IncompleteAnswer', undefined, 'ambiguous'],
  ['NotVisible', undefined, 'request'],
  ['SourceNotFound', undefined, 'request'],
  ['SourceNotAvailable', undefined, 'request'],
  ['SourceNotShown', undefined, 'request'],
  ['SourceFailed', undefined, 'request'],
  ['CopyFailed', undefined, 'request'],
  ['Vanished', undefined, 'request'],
  ['ReadyTimeout', undefined, 'request'],
  ['PathTaken', undefined, 'request'],
  ['Superseded', undefined, 'request'],
  ['RenewalRefused', undefined, 'request'],
  ['NotDeleted', undefined, 'request'],
  ['DeadlineExceeded', undefined, 'request'],
  ['ActivityFailed', undefined, 'request'],
  ['DigestDiffers', undefined, 'request'],
  ['WaveStopped', undefined, 'request'],
  ['NotApproved', undefined, 'request'],
  ['Skipped', undefined, 'request'],
  ['Cancelled', undefined, 'request'],
];

const ALL = [...OF_COPY_DATA_CACHE, ...OF_THE_PLATFORM, ...OURS];

describe('the error table', () => {
  it.each(ALL)('%s (status %s) belongs to family %s', (code, statusCode, family) => {
    expect(classify(code, statusCode)).toBe(family);
  });

  it.each(ALL)('%s is classified without its status', (code, _statusCode, family) => {
    expect(classify(code, undefined)).toBe(family);
  });

  it.each(ALL)('%s has advice in full sentences', (code) => {
    expect(ERROR_TABLE.get(code)?.advice).toMatch(/^[A-Z][^]{30,}\.$/);
    expect(advise(code)).toBe(ERROR_TABLE.get(code)?.advice);
  });

  it('contains no code that is missing here', () => {
    const named = new Set(ALL.map(([code]) => code));
    expect([...ERROR_TABLE.keys()].filter((code) => !named.has(code))).toEqual([]);
  });
});
