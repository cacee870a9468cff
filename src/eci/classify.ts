import type { ErrorFamily } from './eci-error.js';
import { ERROR_TABLE } from './error-table.js';

/**
 * Spellings vary between services (`NoStock`, `QuotaExceed.Eip`, `Throttling.Foo`), so what the table does not name
 * is judged by these, in order: the first that matches decides.
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
    /^(Missing|Invalid|Inactive)(AccessKeyId|SecurityToken)|Signature(DoesNotMatch|NotMatch)|^IncompleteSignature/i,
    'account',
  ],
  [/^(InvalidTimeStamp|IllegalTimestamp)/i, 'account'],
  [/Incorrect\w*Status/i, 'source'],
  [
    /^(Internal(Server)?(Error|Failure)|ServiceUnavailable|ServiceTimeout|RequestTimeout|UnknownError)(\.|$)/i,
    'ambiguous',
  ],
];

/** For codes that are in no table. */
const FAMILY_ADVICE: Readonly<Record<ErrorFamily, string>> = {
  capacity: 'The region is full for now. The run waits and asks again; more quota helps, if it is a quota.',
  throttled: 'Calls came too fast. The run slows down by itself.',
  ambiguous:
    'Nobody knows whether the copy was made. The run asks again with the same token, which buys nothing twice.',
  source: 'The source cache cannot be copied as it is. Look at it in its region.',
  processing: 'The first request for this copy is still under way. The run asks again by itself.',
  spent: 'An earlier request for this copy failed for good. The run goes on with the next generation.',
  mismatch: 'This copy was asked for before with other parameters. The run looks for it at its bucket and path.',
  region: 'The region does not offer this to the account. Take it out of the plan, or ask the vendor.',
  account: 'The account or its permissions refuse this. Mend them, then run again.',
  request: 'The service refused this copy for good. Read the reason and mend the plan.',
};

const UNKNOWN_ADVICE =
  'This code is not known here. Read the reason, and give the request id to the vendor if it does not help.';

/**
 * The family of a failed call. A code decides, by the table and then by its spelling; else the HTTP status: 429 is
 * throttled, any other 4xx is a request error, all else ambiguous. An answer without a code is not the service's own
 * (a proxy's, say), so that it proves nothing: ambiguous, whatever its status.
 */
export function classify(code: string | undefined, statusCode: number | undefined): ErrorFamily {
  const known = code === undefined ? undefined : familyOf(code);
  if (known !== undefined) return known;
  if (statusCode === 429) return 'throttled';
  if (code === undefined || statusCode === undefined || statusCode < 400 || statusCode >= 500) return 'ambiguous';
  // 408: the gateway gave up waiting; the service behind it may not have.
  return statusCode === 408 ? 'ambiguous' : 'request';
}

/** One sentence or two for the person who reads the report; never empty. */
export function advise(code: string): string {
  const entry = ERROR_TABLE.get(code);
  if (entry !== undefined) return entry.advice;
  const family = familyOf(code);
  return family === undefined ? UNKNOWN_ADVICE : FAMILY_ADVICE[family];
}

function familyOf(code: string): ErrorFamily | undefined {
  return ERROR_TABLE.get(code)?.family ?? SPELLINGS.find(([spelling]) => spelling.test(code))?.[1];
}
