import { Client, Connection } from '@temporalio/client';
import { TemporalUnreachable } from './temporal-unreachable.js';
import { temporalSettings } from './temporal-settings.js';

/** How long to try, ms: a pipeline should hear soon that the address is wrong. */
const CONNECT_TIMEOUT_MS = 10_000;

/** A client with its connection, to be closed when done. */
export interface TemporalConnection {
  readonly client: Client;
  /** `host:port`, for messages. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Connects as the environment says: `TEMPORAL_*` and `temporal.toml`.
 *
 * @throws InvalidTemporalSettings, TemporalUnreachable after at most 10 s.
 */
export async function connectTemporal(env: NodeJS.ProcessEnv = process.env): Promise<TemporalConnection> {
  const { address, namespace, connection: options } = temporalSettings(env);
  try {
    const connection = await Connection.connect({ ...options, connectTimeout: CONNECT_TIMEOUT_MS });
    return { client: new Client({ connection, namespace }), address, close: () => connection.close() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TemporalUnreachable(
      `Temporal cannot be reached at ${address}: ${reason}. Check TEMPORAL_ADDRESS, or the profile in temporal.toml; \`eci-replicator dev\` starts one on this machine.`,
      { cause: error },
    );
  }
}
