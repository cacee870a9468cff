import {
  Client,
  type ClientInterceptors,
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import { defined } from '../defined.js';
import { TemporalUnreachable } from './errors.js';
import { grpcStatus, isDisconnection, translateRefusal } from './temporal-errors.js';
import { type TemporalSettings, temporalSettings } from './settings/temporal-settings.js';
import { whyUnreachable } from './why-unreachable.js';

/** Ms. Short, because a pipeline should learn soon that the address is wrong. */
const CONNECT_TIMEOUT_MS = 10_000;
/**
 * Ms for a call with its retries, unless it has a deadline of its own. Without one, a call to a server that accepts
 * connections and does not answer never ends. The server answers a long poll within 20 s.
 */
const CALL_TIMEOUT_MS = 30_000;

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];

const retry: Interceptor = makeGrpcRetryInterceptor(defaultGrpcRetryOptions());
/** The deadline bounds all attempts together. */
const retryInTime: Interceptor = (options, nextCall) =>
  retry({ ...options, deadline: options.deadline ?? Date.now() + CALL_TIMEOUT_MS }, nextCall);

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
  try {
    const connection = await Connection.connect({
      ...options,
      connectTimeout: CONNECT_TIMEOUT_MS,
      interceptors: [retryInTime],
    });
    const client = new Client({ connection, namespace, ...defined({ interceptors }) });
    return { client, address, namespace, close: () => connection.close() };
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
