import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { connectionError, connectTemporal, type TemporalConnection } from '../client/connect.js';
import { translateRefusal } from '../client/temporal-errors.js';
import { type TemporalSettings, temporalSettings } from '../client/temporal-settings.js';
import { defined } from '../defined.js';
import { resolveCredentials } from '../eci/credentials.js';
import { createSdkEci } from '../eci/sdk-eci.js';
import { awaitCredentials } from './await-credentials.js';
import type { Environment } from './environment.js';
import { type Health, serveHealth } from './health.js';
import { installRuntime } from './runtime.js';
import { WorkerStanding } from './standing.js';
import { type RunningWorker, startWorker } from './start-worker.js';
import { TemporalWatch } from './temporal-watch.js';

/** Ms for the connection of the workers, once a client has connected with the same settings; and for the namespace. */
const CONNECT_TIMEOUT_MS = 10_000;

export interface RunWorkerOptions {
  readonly environment: Environment;
  readonly log: Logger;
  /** Shuts the worker down gracefully. */
  readonly signal: AbortSignal;
}

/**
 * Runs a worker until it has shut down gracefully. What keeps it from working is found before it takes a task: first what this
 * process needs, then the credentials, then Temporal.
 *
 * @throws InvalidTemporalSettings, InvalidWorkerSettings; TemporalUnreachable if there is no connection to Temporal, or not to
 *   its namespace; any other error that ends the worker.
 */
export async function runWorker({ environment, log, signal }: RunWorkerOptions): Promise<void> {
  const settings = temporalSettings(process.env);
  installRuntime(log, environment.metrics);
  const probes: Probes = { phase: () => 'starting', obstacle: () => undefined };
  const health: Health = { phase: () => probes.phase(), obstacle: () => probes.obstacle() };
  const server = environment.health === undefined ? undefined : await serveHealth(environment.health, health);
  const ended = new AbortController();
  try {
    await connectAndRun({ environment, log, signal }, settings, probes, ended.signal);
  } finally {
    ended.abort();
    await server?.close();
  }
}

/** What the probes are told, as far as it is known. */
interface Probes {
  phase: Health['phase'];
  obstacle: Health['obstacle'];
}

async function connectAndRun(
  { environment, log, signal }: RunWorkerOptions,
  settings: TemporalSettings,
  probes: Probes,
  ended: AbortSignal,
): Promise<void> {
  const { endpoint, timeoutMs, roleArn } = environment;
  const credentials = resolveCredentials(defined({ roleArn }));
  const found = await awaitCredentials(credentials, log, ended);
  await withConnections(settings, async (temporal, connection) => {
    const watch = new TemporalWatch(temporal.client, log);
    await watch.look(CONNECT_TIMEOUT_MS).catch(async (error: unknown) => {
      throw await connectionError(error, settings);
    });
    const standing = new WorkerStanding(log);
    const { namespace } = settings;
    const worker = await startWorker({
      environment,
      connection,
      namespace,
      temporal: new Client({ connection: temporal.client.connection, namespace }),
      eci: standing.watch(createSdkEci({ endpoint, timeoutMs, credentials })),
      env: process.env,
    });
    probes.phase = () => (worker.isRunning() ? 'running' : 'stopping');
    probes.obstacle = () =>
      standing.isRefused ? 'refused' : !found.isFound ? 'no credentials' : watch.isServed ? undefined : 'no Temporal';
    void watch.watch(ended);
    log.info({ taskQueue: environment.taskQueue, endpoint, namespace }, 'worker started');
    await untilDone(worker, signal, log);
    log.info('worker stopped');
  });
}

async function untilDone(worker: RunningWorker, signal: AbortSignal, log: Logger): Promise<void> {
  const stop = () => {
    log.info('shutting down: calls under way finish first');
    worker.shutdown().catch((error: unknown) => log.error({ error }, 'the shutdown failed'));
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    await worker.done;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The client's connection comes first: of the two, only its errors say what is wrong. */
async function withConnections(
  settings: TemporalSettings,
  use: (temporal: TemporalConnection, connection: NativeConnection) => Promise<void>,
): Promise<void> {
  const temporal = await connectTemporal(process.env);
  try {
    const connection = await connectWorkers(settings);
    try {
      await use(temporal, connection);
    } catch (error) {
      throw translateRefusal(error, settings);
    } finally {
      await connection.close();
    }
  } finally {
    await temporal.close();
  }
}

async function connectWorkers(settings: TemporalSettings): Promise<NativeConnection> {
  try {
    const given = NativeConnection.connect(settings.connection);
    const timer = sleep(CONNECT_TIMEOUT_MS, undefined, { ref: false });
    const connection = await Promise.race([given, timer]);
    if (connection !== undefined) return connection;
    // It may still come, and nobody would close it.
    given.then((late) => late.close()).catch(() => undefined);
    throw new Error(`the workers did not connect within ${CONNECT_TIMEOUT_MS / 1_000} s`);
  } catch (error) {
    throw await connectionError(error, settings);
  }
}
