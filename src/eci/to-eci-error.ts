import { classify } from './classify.js';
import { EciError } from './eci-error.js';
import { redact } from './redact.js';

/**
 * Turns what the SDK throws into an {@link EciError} that is safe to log. An error of the service keeps its code,
 * status, request id and message; whatever else happened is ambiguous, and its own message, which holds the full URL
 * (trap 9), is not used.
 */
export function toEciError(thrown: unknown, secrets: readonly string[]): EciError {
  if (thrown instanceof EciError) return thrown;
  const error: ThrownFields = typeof thrown === 'object' && thrown !== null ? thrown : {};
  const status = numberOf(error.statusCode) ?? numberOf(error.data?.statusCode);
  return status === undefined ? transportError(error, secrets) : serviceError(error, status, secrets);
}

/** As far as the SDK's errors are known; nothing in it is sure. */
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
  // The SDK writes a missing code as the word `undefined`: no answer of the service, some gateway's.
  const named = textOf(error.code);
  const code = named === undefined || named === 'undefined' ? undefined : redact(named, secrets).slice(0, 100);
  const family = classify(code, status);
  const text = textOf(error.data?.Message) ?? textOf(error.data?.message) ?? `HTTP status ${status}`;
  const requestId = textOf(error.data?.RequestId) ?? textOf(error.data?.requestId);
  return new EciError(
    code ?? (family === 'throttled' ? 'Throttling' : 'UnreadableAnswer'),
    family,
    redact(text, secrets) + deniedAction(error),
    requestId === undefined ? undefined : redact(requestId, secrets),
    status,
  );
}

/** Of the denial's details the action alone is safe: the rest names principals and holds encoded policy. */
function deniedAction(error: ThrownFields): string {
  const action = textOf(error.accessDeniedDetail?.AuthAction);
  return action !== undefined && /^[a-z]{1,20}:\w{1,60}$/i.test(action) ? ` (action ${action})` : '';
}

function transportError(error: ThrownFields, secrets: readonly string[]): EciError {
  const code = textOf(error.code);
  // Trap 6: a time-out has a name and no code, and a body that is not JSON is a bare SyntaxError.
  if (error.name === 'RequestTimeoutError' || code === 'ETIMEDOUT') {
    return new EciError('Timeout', 'ambiguous', 'The service did not answer in time.');
  }
  // Node's HTTP parser and zlib name what they cannot read; no code at all comes from parsing the body.
  if (code === undefined || /^(HPE_|Z_)/.test(code)) {
    return new EciError('UnreadableAnswer', 'ambiguous', 'The answer was not one of the service.');
  }
  const where = [textOf(error.hostname) ?? textOf(error.address), numberOf(error.port)].filter(
    (part) => part !== undefined,
  );
  const detail = redact([code, where.join(':')].join(' '), secrets);
  return new EciError('ConnectionError', 'ambiguous', `The connection failed: ${detail}.`);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
