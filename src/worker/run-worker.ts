import type { Client } from '@temporalio/client';
import { type NativeConnection, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { abortable } from '../client/abortable.js';
import { connectionError, connectWith } from '../client/connect.js';
import { translateRefusal } from '../client/temporal-errors.js';
import { type TemporalSettings, temporalSettings } from '../client/settings/temporal-settings.js';
import { defined } from '../defined.js';
import { Meter } from '../metrics/meter.js';
import { METRICS } from '../metrics/metric-table.js';
import { loadTracing } from '../tracing/load-tracing.js';
import type { Tracing } from '../tracing/tracing.js';
import { packageVersion } from '../package-root.js';
import { resolveCredentials } from '../eci/credentials.js';
import { createSdkEci } from '../eci/sdk-eci.js';
import { awaitAcceptance } from './await-acceptance.js';
import { awaitCredentials } from './await-credentials.js';
import { connectWorkers } from './connect-workers.js';
import type { Environment } from './environment.js';
import { type Health, serveHealth, unreadiness } from './health.js';
import { installRuntime } from './runtime.js';
import { WorkerStanding } from './standing.js';
import { type RunningWorker, startWorker, translateTransportError } from './start-worker.js';
import { TemporalWatch } from './temporal-watch.js';

/** Ms for the server to describe the namespace. */
const NAMESPACE_TIMEOUT_MS = 10_000;

export interface RunWorkerOptions {
  readonly environment: Environment;
  readonly log: Logger;
  /** Shuts the worker down gracefully. */
  readonly signal: AbortSignal;
}

/**
 * Runs a worker until it has shut down gracefully, or until the signal is aborted before it has started. Before it takes a
 * task, it checks what it needs: first the settings and addresses of this process, then the credentials, then Temporal, then
 * that the service does not refuse it.
 *
 * @throws the signal's reason, if it is aborted before the start; InvalidTemporalSettings; InvalidWorkerSettings;
 *   TemporalUnreachable if there is no connection to Temporal, or not to its namespace; any other error that ends the worker.
 */
export async function runWorker({ environment, log, signal }: RunWorkerOptions): Promise<void> {
  const settings = temporalSettings(process.env);
  installRuntime(log, environment.metrics);
  const { buildId, deployment } = environment;
  const health: Health = {
    version: { version: packageVersion(), buildId, ...defined({ deployment }) },
    phase: () => 'starting',
    obstacle: () => undefined,
  };
  const server = environment.health === undefined ? undefined : await serveHealth(environment.health, health);
  const ended = new AbortController();
  const measuring = measureReadiness(health);
  const tracing = await loadTracing(process.env, (reason) => log.warn({ reason }, 'spans were not sent'));
  try {
    await connectAndRun({ environment, log, signal, ...defined({ tracing }) }, settings, health, ended.signal);
  } catch (error) {
    // Whoever started the worker reads one sentence; the stack is for whoever asks for more.
    log.debug({ error }, 'the worker ended');
    throw translateTransportError(error);
  } finally {
    ended.abort();
    clearInterval(measuring);
    await tracing?.shutdown();
    await server?.close();
  }
}

/** Metrics are scraped every few seconds at most. */
const MEASURE_EVERY_MS = 5_000;

/** Tells the metrics what `/readyz` answers. The timer keeps no process alive. */
function measureReadiness(health: Health): NodeJS.Timeout {
  const meter = new Meter(Runtime.instance().metricMeter);
  const measure = () => meter.record(METRICS.workerReady, {}, unreadiness(health) === undefined ? 1 : 0);
  measure();
  return setInterval(measure, MEASURE_EVERY_MS).unref();
}

/** @param health its answers are replaced once the worker runs. */
async function connectAndRun(
  { environment, log, signal, tracing }: RunWorkerOptions & { readonly tracing?: Tracing },
  settings: TemporalSettings,
  health: Health,
  ended: AbortSignal,
): Promise<void> {
  const { endpoint, timeoutMs, roleArn } = environment;
  const credentials = resolveCredentials(defined({ roleArn }));
  const found = await abortable(awaitCredentials(credentials, log, ended), signal);
  const eci = createSdkEci({ endpoint, timeoutMs, credentials });
  await withConnections(settings, signal, async (temporal, connection) => {
    const watch = new TemporalWatch(temporal, log);
    await abortable(watch.look(NAMESPACE_TIMEOUT_MS), signal).catch(async (error: unknown) => {
      signal.throwIfAborted();
      throw await connectionError(error, settings);
    });
    if (found.isFound) {
      const onRefusal = () => {
        health.obstacle = () => 'refused';
      };
      await abortable(awaitAcceptance(eci, log, signal, onRefusal), signal);
    }
    const standing = new WorkerStanding(log);
    const { namespace } = settings;
    const worker = await startWorker({
      environment,
      connection,
      namespace,
      temporal,
      credentials,
      eci: standing.watch(eci),
      env: process.env,
      ...defined({ tracing: tracing?.worker }),
    });
    health.phase = () => (worker.isRunning() ? 'running' : 'stopping');
    health.obstacle = () =>
      found.isFound ? (standing.obstacle ?? (watch.isServed ? undefined : 'no Temporal')) : 'no credentials';
    void watch.watch(ended);
    const { taskQueue, deployment, buildId } = environment;
    log.info({ taskQueue, namespace, endpoint, buildId, ...defined({ deployment }) }, 'worker started');
    await untilDone(worker, { signal, noCredentials: found.none, log });
    log.info('worker stopped');
  });
}

interface Endings {
  readonly signal: AbortSignal;
  /** Aborted once it is known that there are none; its reason says so. */
  readonly noCredentials: AbortSignal;
  readonly log: Logger;
}

async function untilDone(worker: RunningWorker, { signal, noCredentials, log }: Endings): Promise<void> {
  const end = AbortSignal.any([signal, noCredentials]);
  const stop = () => {
    log.info('shutting down: calls under way finish first');
    worker.shutdown().catch((error: unknown) => log.error({ error }, 'the shutdown failed'));
  };
  end.addEventListener('abort', stop, { once: true });
  if (end.aborted) stop();
  try {
    await worker.done;
  } finally {
    end.removeEventListener('abort', stop);
  }
  noCredentials.throwIfAborted();
}

/** The client's connection comes first: of the two, only its errors say what is wrong. */
async function withConnections(
  settings: TemporalSettings,
  signal: AbortSignal,
  use: (temporal: Client, connection: NativeConnection) => Promise<void>,
): Promise<void> {
  const temporal = await abortable(connectWith(settings), signal);
  try {
    const connection = await abortable(connectWorkers(settings), signal);
    try {
      await use(temporal.client, connection);
    } catch (error) {
      throw translateRefusal(error, settings);
    } finally {
      await connection.close();
    }
  } finally {
    await temporal.close();
  }
}
