import { types } from 'node:util';

/** How an error appears in the log. */
interface ReadableError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  /** Of a system or service error: `ECONNREFUSED`. */
  readonly code?: string;
  readonly cause?: unknown;
}

/** Deeper parts of a log entry are left as they are, except that an error shows its message. Causes may go round in a circle. */
const MAX_DEPTH = 8;

/**
 * The fields of a log entry with every error in them readable, at any place and under any name: JSON shows nothing of an
 * error, and the SDK logs one as `error`, the core as `reason` or `failure`.
 */
export function readableErrors(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, readable(value, 1)]));
}

function readable(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isError(value)) return depth > MAX_DEPTH ? value.message : readableError(value, depth);
  if (depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => readable(item, depth + 1));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readable(item, depth + 1)]));
}

/** An error of the workflow sandbox is not an instance of this realm's `Error`. */
function isError(value: object): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

/** Other properties of an error are not shown: a failure of Temporal has its whole payload in one. */
function readableError(error: Error, depth: number): ReadableError {
  const { name, message, stack, cause } = error;
  const type =
    'type' in error && typeof error.type === 'string' && error.type !== '' ? `${name} (${error.type})` : name;
  const errors = error instanceof AggregateError ? error.errors : undefined;
  const inner = cause ?? errors;
  return {
    type,
    message,
    ...(stack === undefined ? {} : { stack }),
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(inner === undefined || inner === null ? {} : { cause: readable(inner, depth + 1) }),
  };
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
