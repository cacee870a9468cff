import { ApiError } from './api-error.js';
import { ALGORITHM, sha256, sign } from './signature.js';
import { parseQuery } from './wire.js';

export interface Credential {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** With one, the credential is temporary (STS) and both of its headers must be sent. */
  readonly securityToken?: string | undefined;
}

export interface IncomingRequest {
  readonly method: string;
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

const TOLERANCE_MS = 15 * 60_000;
const MUST_BE_SIGNED = [
  'host',
  'x-acs-action',
  'x-acs-content-sha256',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-version',
];

/** Verifies who calls: key, signature, date and nonce. No secret ever gets into a message. */
export class Authentication {
  readonly #credentials: readonly Credential[];
  /** When each nonce was used, oldest first. */
  readonly #nonces = new Map<string, number>();

  constructor(credentials: readonly Credential[]) {
    this.#credentials = credentials;
  }

  /**
   * @param now the real time, epoch ms: the date that the SDK sends knows nothing of the simulator's clock
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
    // A nonce older than twice the tolerance cannot come with a date that passes.
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
    throw new ApiError('InvalidAccessKeyId.NotFound', 'The header x-acs-accesskey-id names another key.');
  }
}

function checkDate(date: string | undefined, now: number): void {
  const time = date !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date) ? Date.parse(date) : Number.NaN;
  if (!(Math.abs(now - time) <= TOLERANCE_MS)) {
    throw new ApiError('InvalidTimeStamp.Expired', 'The header x-acs-date is more than 15 minutes off.');
  }
}
