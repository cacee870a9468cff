import { Client, Connection } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { TemporalUnreachable } from './errors.js';
import { temporalSettings } from './temporal-settings.js';

/** Ms. Short, because a pipeline should learn soon that the address is wrong. */
const CONNECT_TIMEOUT_MS = 10_000;

/** A client and its connection. Close it when done. */
export interface TemporalConnection {
  readonly client: Client;
  /** `host:port`, for messages. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Connects to the Temporal server that `TEMPORAL_*` and `temporal.toml` name.
 *
 * @throws InvalidTemporalSettings; TemporalUnreachable after at most 10 s.
 */
export async function connectTemporal(env: NodeJS.ProcessEnv = process.env): Promise<TemporalConnection> {
  const { address, namespace, connection: options } = temporalSettings(env);
  try {
    const connection = await Connection.connect({ ...options, connectTimeout: CONNECT_TIMEOUT_MS });
    return { client: new Client({ connection, namespace }), address, close: () => connection.close() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TemporalUnreachable(
      `Temporal cannot be reached at ${address}: ${reason}. Check TEMPORAL_ADDRESS, or the profile in temporal.toml; \`eci-replicator dev\` starts a server on this machine.`,
      { cause: error },
    );
  }
}

/**
 * The same error, or TemporalUnreachable if the server does not have the namespace. The server says so only when the
 * connection is first used, so this belongs around everything that uses one.
 */
export function translateMissingNamespace(error: unknown, { address }: Pick<TemporalConnection, 'address'>): unknown {
  if (!(error instanceof NamespaceNotFoundError)) return error;
  return new TemporalUnreachable(
    `Temporal at ${address} has no namespace ${error.namespace}: check TEMPORAL_NAMESPACE, or create the namespace.`,
    { cause: error },
  );
}
