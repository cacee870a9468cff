import { createHash, createHmac } from 'node:crypto';

/** The one algorithm the service knows. */
export const ALGORITHM = 'ACS3-HMAC-SHA256';

export interface SignedRequest {
  readonly method: string;
  /** Decoded parameters, in any order. */
  readonly query: ReadonlyMap<string, string>;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The lower-case names that are signed, in the order of the `SignedHeaders` list. */
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

/** RFC 3986: `encodeURIComponent`, and the characters that it leaves bare, as the SDK does in the URL. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
