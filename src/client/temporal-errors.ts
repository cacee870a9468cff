import { NamespaceNotFoundError } from '@temporalio/common';
import { TemporalUnreachable } from './errors.js';
import type { TemporalSettings } from './temporal-settings.js';

/*
 * What an error of a call to Temporal means, in one place: the numbers are gRPC's.
 */

const DEADLINE_EXCEEDED = 4;
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

/** Which Temporal was called, for the sentence. */
export type CalledTemporal = Pick<TemporalSettings, 'address' | 'namespace'>;

/**
 * The same error, or TemporalUnreachable if the server does not have the namespace or does not accept this client. The server
 * says so only when the connection is first used, so this belongs around everything that uses one.
 */
export function translateRefusal(error: unknown, { address, namespace }: CalledTemporal): unknown {
  const { code, details } = grpcStatus(error);
  if (error instanceof NamespaceNotFoundError || (code === NOT_FOUND && /namespace/i.test(details))) {
    const missing = error instanceof NamespaceNotFoundError ? error.namespace : namespace;
    return new TemporalUnreachable(
      `Temporal at ${address} has no namespace ${missing}: check TEMPORAL_NAMESPACE, or create the namespace.`,
      { cause: error },
    );
  }
  if (code !== UNAUTHENTICATED && code !== PERMISSION_DENIED) return error;
  return new TemporalUnreachable(
    `Temporal at ${address} does not accept this client (${details}): check TEMPORAL_API_KEY or the client certificate, and what they may do in the namespace ${namespace}.`,
    { cause: error },
  );
}

/** Whether the server could not be reached. */
export function isUnavailable(error: unknown): boolean {
  return grpcStatus(error).code === UNAVAILABLE;
}

/** Whether the server could not be reached, or did not answer in time: the same call may succeed later. */
export function isDisconnection(error: unknown): boolean {
  return isUnavailable(error) || grpcStatus(error).code === DEADLINE_EXCEEDED;
}

/** The status of a failed call, also of one that the SDK wrapped. */
export function grpcStatus(error: unknown): { readonly code?: number; readonly details: string } {
  if (!(error instanceof Error)) return { details: String(error) };
  if ('code' in error && typeof error.code === 'number') {
    const details = 'details' in error && typeof error.details === 'string' ? error.details : '';
    return { code: error.code, details: details === '' ? error.message : details };
  }
  return error.cause === undefined ? { details: error.message } : grpcStatus(error.cause);
}
