import { createHash, createHmac } from 'node:crypto';
import { ApiError, parseQuery } from './wire.js';

export interface Credential {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Makes the credential temporary (STS): requests must carry both of its headers. */
  readonly securityToken?: string | undefined;
}

export interface IncomingRequest {
  readonly method: string;
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** The only algorithm that the service accepts. */
export const ALGORITHM = 'ACS3-HMAC-SHA256';

const TOLERANCE_MS = 15 * 60_000;
const MUST_BE_SIGNED = [
  'host',
  'x-acs-action',
  'x-acs-content-sha256',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-version',
];

/** Verifies the caller: key, signature, date and nonce. No message ever contains a secret. */
export class Authentication {
  readonly #credentials: readonly Credential[];
  /** When each nonce was used, oldest first. */
  readonly #nonces = new Map<string, number>();

  constructor(credentials: readonly Credential[]) {
    this.#credentials = credentials;
  }

  /**
   * @param now the real time, epoch ms: the SDK's date does not follow the simulator's clock
   * @throws ApiError `IncompleteSignature`, `InvalidAccessKeyId.NotFound`, `SignatureDoesNotMatch`,
   *   `InvalidSecurityToken.Expired`, `InvalidTimeStamp.Expired`, `SignatureNonceUsed`
   */
  verify(request: IncomingRequest, now: number): void {
    const { accessKeyId, signedHeaders, signature } = parseAuthorization(request.headers.authorization);
    const credential = this.#credentials.find((candidate) => candidate.accessKeyId === accessKeyId);
    if (credential === undefined) {
      throw new ApiError('InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
    }
    checkSignature(request, credential, signedHeaders, signature);
    checkSecurityToken(request, credential);
    checkDate(request.headers['x-acs-date'], now);
    this.#useNonce(request.headers['x-acs-signature-nonce'] ?? '', now);
  }

  #useNonce(nonce: string, now: number): void {
    // A nonce older than twice the tolerance cannot come with a valid date again.
    for (const [old, usedAt] of this.#nonces) {
      if (now - usedAt <= 2 * TOLERANCE_MS) break;
      this.#nonces.delete(old);
    }
    if (this.#nonces.has(nonce)) throw new ApiError('SignatureNonceUsed', 'The request signature nonce has been used.');
    this.#nonces.set(nonce, now);
  }
}

function parseAuthorization(header = '') {
  const pattern = new RegExp(`^${ALGORITHM} Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$`);
  const [, accessKeyId, names, signature] = pattern.exec(header) ?? [];
  if (accessKeyId === undefined || names === undefined || signature === undefined) {
    throw new ApiError('IncompleteSignature', `The Authorization header does not conform to ${ALGORITHM}.`);
  }
  return { accessKeyId, signedHeaders: names.split(';'), signature };
}

function checkSignature(
  { method, url, headers, body }: IncomingRequest,
  { accessKeySecret }: Credential,
  signedHeaders: readonly string[],
  signature: string,
): void {
  const sent = Object.keys(headers).filter((name) => name.startsWith('x-acs-'));
  const unsigned = [...MUST_BE_SIGNED, ...sent].find((name) => !signedHeaders.includes(name));
  if (unsigned !== undefined) throw new ApiError('IncompleteSignature', `The header ${unsigned} is not signed.`);
  const bodyHash = sha256(body);
  const expected = sign({ method, query: parseQuery(url), headers, signedHeaders, bodyHash, secret: accessKeySecret });
  if (headers['x-acs-content-sha256'] !== bodyHash || signature !== expected) {
    throw new ApiError('SignatureDoesNotMatch', 'The request signature does not match the one that was calculated.');
  }
}

function checkSecurityToken({ headers }: IncomingRequest, { accessKeyId, securityToken }: Credential): void {
  if (headers['x-acs-security-token'] !== securityToken) {
    throw new ApiError('InvalidSecurityToken.Expired', 'The security token is missing, wrong or expired.');
  }
  if (securityToken !== undefined && headers['x-acs-accesskey-id'] !== accessKeyId) {
    throw new ApiError('InvalidAccessKeyId.NotFound', 'The header x-acs-accesskey-id contains another key.');
  }
}

function checkDate(date: string | undefined, now: number): void {
  const time = date !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date) ? Date.parse(date) : Number.NaN;
  if (!(Math.abs(now - time) <= TOLERANCE_MS)) {
    throw new ApiError('InvalidTimeStamp.Expired', 'The header x-acs-date is off by more than 15 minutes.');
  }
}

export interface SignedRequest {
  readonly method: string;
  /** Decoded parameters, in any order. */
  readonly query: ReadonlyMap<string, string>;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The names of the signed headers, in lower case and in the order of `SignedHeaders`. */
  readonly signedHeaders: readonly string[];
  /** Hex sha256 of the body. */
  readonly bodyHash: string;
  readonly secret: string;
}

/** The `ACS3-HMAC-SHA256` signature of a request to `/`, in hex. */
export function sign(request: SignedRequest): string {
  const canonical = [
    request.method,
    '/',
    canonicalQuery(request.query),
    request.signedHeaders.map((name) => `${name}:${(request.headers[name] ?? '').trim()}\n`).join(''),
    request.signedHeaders.join(';'),
    request.bodyHash,
  ].join('\n');
  return createHmac('sha256', request.secret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest('hex');
}

/** Hex sha256. */
export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function canonicalQuery(query: ReadonlyMap<string, string>): string {
  return [...query]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${encode(key)}=${encode(value)}`)
    .join('&');
}

/** RFC 3986: unlike `encodeURIComponent` it also encodes `!'()*`, as the SDK does in the URL. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
