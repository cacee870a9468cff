import { NamespaceNotFoundError } from '@temporalio/common';
import { ServiceError } from '@temporalio/client';
import { ClientError, TemporalUnreachable } from './errors.js';
import type { TemporalSettings } from './settings/temporal-settings.js';

/*
 * What an error of a call to Temporal means, in one place: the numbers are gRPC's.
 */

const DEADLINE_EXCEEDED = 4;
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

/** The server's text. A workflow or a schedule that is missing is quoted by its id, which may contain the word too. */
const NO_NAMESPACE = /^namespace\b.*\bnot found/i;

/** Which Temporal was called, for the sentence. */
export type CalledTemporal = Pick<TemporalSettings, 'address' | 'namespace'>;

/**
 * The same error, or TemporalUnreachable if the server does not have the namespace or does not accept this client. The server
 * says so only when the connection is first used, so this belongs around everything that uses one.
 */
export function translateRefusal(error: unknown, { address, namespace }: CalledTemporal): unknown {
  const { code, details } = grpcStatus(error);
  if (error instanceof NamespaceNotFoundError || (code === NOT_FOUND && NO_NAMESPACE.test(details))) {
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

/** As {@link translateRefusal}; and TemporalUnreachable if a server that was connected does not answer any more. */
export function translateFailure(error: unknown, called: CalledTemporal): unknown {
  const refusal = translateRefusal(error, called);
  if (refusal !== error || error instanceof ClientError || !isDisconnection(error)) return refusal;
  return temporalAway(error);
}

/** Whether the server could not be reached, or did not answer in time: the same call may succeed later. */
export function isDisconnection(error: unknown): boolean {
  const { code } = grpcStatus(error);
  return error instanceof TemporalUnreachable || code === UNAVAILABLE || code === DEADLINE_EXCEEDED;
}

/** For a call that found no server, although the connection had been made. */
export function temporalAway(error: unknown): TemporalUnreachable {
  return new TemporalUnreachable('Temporal does not answer. Try again once it does; runs continue meanwhile.', {
    cause: error,
  });
}

/** The status of a failed call, also of one that the SDK wrapped. */
export function grpcStatus(error: unknown): { readonly code?: number; readonly details: string } {
  if (!(error instanceof Error)) return { details: String(error) };
  if ('code' in error && typeof error.code === 'number') {
    const details = 'details' in error && typeof error.details === 'string' ? error.details : '';
    return { code: error.code, details: details === '' ? error.message : details };
  }
  // An error of ours that has another as its cause has a sentence of its own.
  const isWrapper = error instanceof ServiceError && error.cause !== undefined;
  return isWrapper ? grpcStatus(error.cause) : { details: error.message };
}
