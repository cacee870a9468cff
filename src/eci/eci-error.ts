import { cleanText, requestIdOf } from './answer-fields.js';
import { classify } from './classify.js';
import { ERROR_FAMILIES, type ErrorFamily, type FinalFamily } from './error-table.js';

const HIDDEN = '***';
/** Characters. Enough for a sentence; a page of HTML is cut. */
const MESSAGE_LENGTH = 500;
/** Characters of a message that are looked at at all: some of the patterns below take time that grows with its square. */
const READ_LENGTH = 4_000;

/** A failed call. The message is safe to log: it contains no URL, token, key or tag (trap 9). */
export class EciError extends Error {
  override readonly name = 'EciError';

  constructor(
    /** The service's code, or one of this project's own, such as `Timeout` or `NoDataCacheId`. */
    readonly code: string,
    readonly family: ErrorFamily,
    message: string,
    readonly requestId?: string,
    readonly statusCode?: number,
  ) {
    super(message);
  }

  /** Whether the same call may soon succeed: the service was busy or did not answer, or it refused this worker only. */
  get mayPass(): boolean {
    return ERROR_FAMILIES.some(({ name, retry }) => name === this.family && retry === 'soon');
  }

  /** The family as which the error ends any call but CopyDataCache; `undefined`: it may pass. */
  get finalFamily(): FinalFamily | undefined {
    if (this.mayPass) return undefined;
    return (
      ERROR_FAMILIES.filter((entry) => entry.retry === 'never').find(({ name }) => name === this.family)?.name ??
      'request'
    );
  }

  /** Whether the service may have carried out the request nevertheless. */
  get isAmbiguous(): boolean {
    return this.family === 'ambiguous' || this.family === 'processing' || /^SignatureNonceUsed/i.test(this.code);
  }
}

/**
 * Turns whatever the SDK throws into an {@link EciError} that is safe to log. An error of the service keeps its code,
 * status, request id and message. Anything else is ambiguous, and its own message is dropped, because it contains the
 * full URL (trap 9).
 */
export function toEciError(thrown: unknown, secrets: readonly string[]): EciError {
  if (thrown instanceof EciError) return thrown;
  const error: ThrownFields = typeof thrown === 'object' && thrown !== null ? thrown : {};
  const status = numberOf(error.statusCode) ?? numberOf(error.data?.statusCode);
  return status === undefined ? transportError(error, secrets) : serviceError(error, status, secrets);
}

/** The fields that the SDK's errors are known to have. None of them is certain. */
interface ThrownFields {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly hostname?: unknown;
  readonly address?: unknown;
  readonly port?: unknown;
  readonly statusCode?: unknown;
  readonly accessDeniedDetail?: { readonly AuthAction?: unknown } | null;
  readonly data?: {
    readonly statusCode?: unknown;
    readonly Message?: unknown;
    readonly message?: unknown;
    readonly RequestId?: unknown;
    readonly requestId?: unknown;
  } | null;
}

function serviceError(error: ThrownFields, status: number, secrets: readonly string[]): EciError {
  // The SDK writes a missing code as the word `undefined`. Such a response comes from a gateway, not from the service.
  const named = textOf(error.code);
  const code = named === undefined || named === 'undefined' ? undefined : cleanText(redact(named, secrets), 100);
  const family = classify(code, status);
  const text = textOf(error.data?.Message) ?? textOf(error.data?.message) ?? `HTTP status ${status}`;
  const requestId = textOf(error.data?.RequestId) ?? textOf(error.data?.requestId);
  return new EciError(
    code ?? (family === 'throttled' ? 'Throttling' : 'UnreadableAnswer'),
    family,
    redact(text, secrets) + deniedAction(error),
    requestIdOf(requestId === undefined ? undefined : redact(requestId, secrets)),
    status,
  );
}

/** Of the details of a denial only the action is safe: the rest names principals and contains an encoded policy. */
function deniedAction(error: ThrownFields): string {
  const action = textOf(error.accessDeniedDetail?.AuthAction);
  return action !== undefined && /^[a-z]{1,20}:\w{1,60}$/i.test(action) ? ` (action ${action})` : '';
}

function transportError(error: ThrownFields, secrets: readonly string[]): EciError {
  const code = textOf(error.code);
  // Trap 6: a time-out has a name but no code, and a body that is not JSON is a bare SyntaxError.
  if (error.name === 'RequestTimeoutError' || code === 'ETIMEDOUT') {
    return new EciError('Timeout', 'ambiguous', 'The service did not answer in time.');
  }
  // HPE_ and Z_ come from Node's HTTP parser and from zlib; an error without a code comes from parsing the body.
  if (code === undefined || /^(HPE_|Z_)/.test(code)) return unreadableAnswer();
  const where = [textOf(error.hostname) ?? textOf(error.address), numberOf(error.port)].filter(
    (part) => part !== undefined,
  );
  const detail = redact([code, where.join(':')].join(' '), secrets);
  return new EciError('ConnectionError', 'ambiguous', `The connection failed: ${detail}.`);
}

/** For a response that the service cannot have sent. It proves nothing. */
export function unreadableAnswer(statusCode?: number, requestId?: string): EciError {
  const message = "The response was not the service's own.";
  return new EciError('UnreadableAnswer', 'ambiguous', message, requestId, statusCode);
}

/** For a request that was not sent, because it cannot be written. No retry would change that. */
export function unsendable(message: string): EciError {
  return new EciError('Unsendable', 'request', message);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/**
 * A message that is safe to log, on one line: no URL query, no signed text, no access key, and none of the secrets
 * (trap 9). Secrets are the values in use: access key id, access key secret, security token, client token.
 */
export function redact(message: string, secrets: readonly string[]): string {
  const text = beginningOf(message)
    .replace(/\s+/g, ' ')
    .trim()
    // SignatureDoesNotMatch quotes the whole request, including tags.
    .replace(/(string to sign|canonical request|stringtosign)\b.*/i, `$1 ${HIDDEN}`)
    .replace(/\?[^\s?]*=\S*/g, `?${HIDDEN}`)
    .replace(/[^\s=&]+=[^\s&]*&\S*/g, HIDDEN)
    // The credentials library quotes credentials that it could not use.
    .replace(/((AccessKeyId|AccessKeySecret|SecurityToken)["']?\s*[:=]\s*["']?)[^\s"',}]+/gi, `$1${HIDDEN}`)
    .replace(/\b(LTAI|STS\.|TMP\.)[A-Za-z0-9]{8,}/g, HIDDEN);
  // Last, so that no step above can put a secret together again. Longest first, because one may contain another.
  const safe = spellings(secrets).reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text);
  return cleanText(safe, MESSAGE_LENGTH);
}

/** Cut between words: half a secret would not be known. */
function beginningOf(message: string): string {
  if (message.length <= READ_LENGTH) return message;
  const words = message.slice(0, READ_LENGTH).split(/\s/).slice(0, -1);
  return words.length === 0 ? HIDDEN : words.join(' ');
}

/** Each secret as it is, and as it appears in a URL. */
function spellings(secrets: readonly string[]): string[] {
  const all = secrets
    // Keys and tokens are ASCII; encodeURIComponent throws on half a surrogate pair.
    .flatMap((secret) => (/^[ -~]*$/.test(secret) ? [secret, encodeURIComponent(secret)] : [secret]))
    // White space as in the message at this point.
    .map((secret) => secret.replace(/\s+/g, ' ').trim())
    .filter((secret) => secret !== '' && !HIDDEN.includes(secret));
  return [...new Set(all)].toSorted((a, b) => b.length - a.length);
}
