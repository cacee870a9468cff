/** The parameters of a call by their names on the wire, such as `Tag.1.Key`. */
export type Params = ReadonlyMap<string, string>;

/** The service accepts at most this many tags on one call. */
const MAX_TAGS = 20;

/** Parameters travel in the URL's query, whatever the method. */
export function parseQuery(url: string): Params {
  const start = url.indexOf('?');
  return new Map(new URLSearchParams(start === -1 ? '' : url.slice(start + 1)));
}

/** An empty parameter counts as absent. */
export function optional(params: Params, name: string): string | undefined {
  return params.get(name) || undefined;
}

/** @throws ApiError `MissingParameter` */
export function required(params: Params, name: string): string {
  const value = optional(params, name);
  if (value === undefined) throw new ApiError('MissingParameter', `The input parameter ${name} is mandatory.`);
  return value;
}

/** @throws ApiError `InvalidParameter` when the value is not an integer within the bounds */
export function integer(params: Params, name: string, min: number, max: number): number | undefined {
  const text = optional(params, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < min || value > max) {
    throw new ApiError('InvalidParameter', `The parameter ${name} must be an integer from ${min} to ${max}.`);
  }
  return value;
}

/** `Name.1`, `Name.2` and so on, in the order of their numbers. */
export function list(params: Params, name: string): string[] {
  return [...params]
    .flatMap(([key, value]) => {
      const index = key.startsWith(`${name}.`) ? key.slice(name.length + 1) : '';
      return /^\d{1,4}$/.test(index) && value !== '' ? [{ index: Number(index), value }] : [];
    })
    .toSorted((a, b) => a.index - b.index)
    .map(({ value }) => value);
}

/**
 * The tags of `Tag.N.Key` and `Tag.N.Value`. A value that was not sent is empty.
 *
 * Any other parameter below `Tag` is rejected, because that is what the SDK sends for plain objects (trap 7).
 *
 * @throws ApiError `InvalidParameter`
 */
export function tags(params: Params): Map<string, string> {
  const result = new Map<string, string>();
  for (const [name, value] of params) {
    if (name !== 'Tag' && !name.startsWith('Tag.')) continue;
    const [, index, field] = /^Tag\.(\d{1,4})\.(Key|Value)$/.exec(name) ?? [];
    const key = index === undefined ? undefined : optional(params, `Tag.${index}.Key`);
    if (key === undefined) throw new ApiError('InvalidParameter', `The parameter ${name} is not valid.`);
    if (field === 'Value') continue;
    if (result.has(value)) throw new ApiError('InvalidParameter', `The tag key ${key} is given twice.`);
    result.set(key, params.get(`Tag.${index}.Value`) ?? '');
  }
  if (result.size > MAX_TAGS) throw new ApiError('InvalidParameter', `At most ${MAX_TAGS} tags are allowed.`);
  return result;
}

/** What goes back over the wire: JSON, an HTML page, or a closed connection. */
export interface Reply {
  readonly kind: 'json' | 'html' | 'cut';
  /** HTTP status; 0 when the connection is closed without a response. */
  readonly status: number;
  readonly requestId: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Only of a refusal. */
  readonly code?: string | undefined;
  readonly fault?: string | undefined;
  /** Of the `Date` header, epoch ms. Default: the real time. */
  readonly date?: number;
  /** Real ms to wait before responding. */
  readonly stallFor?: number;
  readonly action?: string;
  readonly region?: string;
}

/** A refusal, with the service's code and message. {@link refusal} turns it into a response. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly code: string,
    message: string,
    readonly status: number = statusOfCode(code),
  ) {
    super(message);
  }
}

/** An error response in the service's format. */
export function refusal({ code, message, status }: ApiError, requestId: string): Reply {
  const recommend = 'This is a simulator: see its scenario file.';
  // The service puts its host name into HostId.
  const body = { Code: code, Message: message, RequestId: requestId, HostId: 'simulator', Recommend: recommend };
  return { kind: 'json', status, requestId, code, body };
}

/** A call that came too fast. */
export function throttled(): ApiError {
  return new ApiError('Throttling.User', 'Request was denied due to user flow control.');
}

/** The codes that the vendor documents with HTTP status 403. */
const FORBIDDEN = new Set([
  'OperationDenied.VswZoneMisMatch',
  'QuotaExceeded',
  'Zone.NotOnSale',
  'Forbidden.RiskControl',
  'Forbidden.SubUser',
  'Forbidden.OnlyForInvitedTest',
  'OperationDenied.SecurityGroupMisMatch',
  'InvalidVSwitchId.IpNotEnough',
  'Forbidden.UserBussinessStatus',
  'Forbidden.UserNotRealNameAuthentication',
  'InvalidUser.PassRoleForbidden',
  'OperationDenied.NoStock',
  'NoPermission',
  'SecurityRisk.3DVerification',
  'CreateServiceLinkedRole.Denied',
]);

/** The HTTP status that the vendor documents for a code; 400 for a code that it does not list. */
function statusOfCode(code: string): number {
  if (FORBIDDEN.has(code)) return 403;
  if (code.endsWith('.NotFound')) return 404;
  if (code === 'InternalError') return 500;
  if (code === 'ServiceUnavailable') return 503;
  return 400;
}
