import { ERROR_FAMILIES, ERROR_TABLE, type ErrorFamily } from './error-table.js';

/**
 * Spellings vary between services (`NoStock`, `QuotaExceed.Eip`, `Throttling.Foo`), so a code that the table does not list
 * is classified by these patterns. The first that matches decides.
 */
const SPELLINGS: readonly (readonly [RegExp, ErrorFamily])[] = [
  [/Idempot\w*Processing/i, 'processing'],
  [/Idempot\w*Failed/i, 'spent'],
  [/Idempot\w*(Mismatch|NotMatch)/i, 'mismatch'],
  [/NoStock|Quota\.?Exceed|Exceed\w*Quota|IpNotEnough|Insufficient(Stock|Capacity|Resource)/i, 'capacity'],
  [/Throttl|FlowControl|TooManyRequests|^Degrade(\.|$)|^OperationConflict/i, 'throttled'],
  [/Arrearage|RiskControl|RealName|InsufficientBalance/i, 'account'],
  [/NotOnSale|NotEnabled|InvitedTest|Region\w*\.?NotSupport|^Invalid(Destination)?RegionId/i, 'region'],
  [/^(Forbidden|NoPermission|AccessDenied|Unauthorized\w*|SecurityRisk)(\.|$)|PassRole|ServiceLinkedRole/i, 'account'],
  [
    /^(Missing|Invalid|Inactive|Expired)?(AccessKeyId|SecurityToken)|Signature(DoesNotMatch|NotMatch|NonceUsed)|^IncompleteSignature/i,
    'worker',
  ],
  [/^(Invalid|Illegal|Expired)TimeStamp/i, 'worker'],
  [/Incorrect\w*Status|^InvalidDataCache(Id)?\.NotFound/i, 'source'],
  [
    /^(Internal(Server)?(Error|Failure)|ServiceUnavailable|ServiceTimeout|RequestTimeout|UnknownError)(\.|$)/i,
    'ambiguous',
  ],
];

const UNKNOWN_ADVICE =
  'This version does not know the code. Read the reason. If it does not help, give the request id to the vendor.';

/**
 * The family of a failed call. The code decides, by the table and then by its spelling. A code that matches neither is
 * classified by the HTTP status: 429 is throttled, any other 4xx is a request error, anything else is ambiguous. A
 * response without a code does not come from the service but from a proxy, say. It proves nothing, so it is ambiguous
 * whatever its status.
 */
export function classify(code: string | undefined, statusCode: number | undefined): ErrorFamily {
  const known = code === undefined ? undefined : familyOf(code);
  if (known !== undefined) return known;
  if (statusCode === 429) return 'throttled';
  if (code === undefined || statusCode === undefined || statusCode < 400 || statusCode >= 500) return 'ambiguous';
  // 408: the gateway stopped waiting, but the service behind it may still have acted.
  return statusCode === 408 ? 'ambiguous' : 'request';
}

/** One or two sentences for the reader of a report. Never empty. */
export function advise(code: string): string {
  const family = familyOf(code);
  return ERROR_TABLE.get(code)?.advice ?? ERROR_FAMILIES.find(({ name }) => name === family)?.advice ?? UNKNOWN_ADVICE;
}

function familyOf(code: string): ErrorFamily | undefined {
  return ERROR_TABLE.get(code)?.family ?? SPELLINGS.find(([spelling]) => spelling.test(code))?.[1];
}
