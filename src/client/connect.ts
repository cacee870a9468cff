import { Client, type ClientInterceptors, Connection } from '@temporalio/client';
import { defined } from '../defined.js';
import { TemporalUnreachable } from './errors.js';
import { Retries } from './retries.js';
import { grpcStatus, isDisconnection, translateRefusal } from './temporal-errors.js';
import { type TemporalSettings, temporalSettings } from './settings/temporal-settings.js';
import { whyUnreachable } from './why-unreachable.js';

/** Ms. Short, because a pipeline should learn soon that the address is wrong. */
const CONNECT_TIMEOUT_MS = 10_000;

/** A client and its connection. Close it when done. */
export interface TemporalConnection {
  readonly client: Client;
  /** `host:port`, for messages. */
  readonly address: string;
  readonly namespace: string;
  close(): Promise<void>;
}

/**
 * Connects to the Temporal server that `TEMPORAL_*` and `temporal.toml` name.
 *
 * @param interceptors of the client; default: none
 * @throws InvalidTemporalSettings; TemporalUnreachable after at most 15 s.
 */
export async function connectTemporal(
  env: NodeJS.ProcessEnv = process.env,
  interceptors?: ClientInterceptors,
): Promise<TemporalConnection> {
  return connectWith(temporalSettings(env), interceptors);
}

/** @throws TemporalUnreachable after at most 15 s. */
export async function connectWith(
  settings: TemporalSettings,
  interceptors?: ClientInterceptors,
): Promise<TemporalConnection> {
  const { address, namespace, connection: options } = settings;
  const retries = new Retries();
  try {
    const connection = await Connection.connect({
      ...options,
      connectTimeout: CONNECT_TIMEOUT_MS,
      interceptors: [retries.interceptor],
    });
    const client = new Client({ connection, namespace, ...defined({ interceptors }) });
    return { client, address, namespace, close: () => retries.close(connection) };
  } catch (error) {
    throw await connectionError(error, settings);
  }
}

/** For a failure to connect, however it showed. */
export async function connectionError(error: unknown, settings: TemporalSettings): Promise<unknown> {
  const refusal = translateRefusal(error, settings);
  if (refusal !== error) return refusal;
  const { code, details } = grpcStatus(error);
  // Without a code the library gave up waiting, and knows no reason.
  const reason = code === undefined || isDisconnection(error) ? await whyUnreachable(settings) : details;
  return new TemporalUnreachable(
    `Temporal cannot be reached at ${settings.address}: ${reason}. Check TEMPORAL_ADDRESS and TEMPORAL_TLS_*, or the profile in temporal.toml; \`eci-replicator dev\` starts a server on this machine.`,
    { cause: error },
  );
}
