import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { defined } from '../defined.js';
import { resolveCredentials } from '../eci/credentials.js';
import { createSdkEci } from '../eci/sdk-eci.js';
import type { Environment } from './environment.js';
import { serveHealth } from './health.js';
import { installRuntime } from './runtime.js';
import { WorkerStanding } from './standing.js';
import { startWorker, translateTransportError } from './start-worker.js';

export interface RunWorkerOptions {
  readonly environment: Environment;
  readonly log: Logger;
  /** Shuts the worker down gracefully. */
  readonly signal: AbortSignal;
}

/**
 * Runs a worker until it has shut down gracefully.
 *
 * @throws TemporalUnreachable if there is no connection to Temporal; any other error that ends the worker.
 */
export async function runWorker(options: RunWorkerOptions): Promise<void> {
  try {
    await connectAndRun(options);
  } catch (error) {
    // Whoever started the worker reads one sentence; the stack is for whoever asks for more.
    options.log.debug({ error }, 'the worker ended');
    throw translateTransportError(error);
  }
}

async function connectAndRun({ environment, log, signal }: RunWorkerOptions): Promise<void> {
  installRuntime(log, environment.metrics);
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await NativeConnection.connect(connectionOptions);
  const clientConnection = Connection.lazy(connectionOptions);
  try {
    const { endpoint, timeoutMs, roleArn } = environment;
    const credentials = resolveCredentials(defined({ roleArn }));
    const standing = new WorkerStanding(log);
    const worker = await startWorker({
      environment,
      connection,
      namespace,
      temporal: new Client({ connection: clientConnection, namespace }),
      eci: standing.watch(createSdkEci({ endpoint, timeoutMs, credentials })),
      env: process.env,
    });
    const probes = { isRunning: () => worker.isRunning(), isRefused: () => standing.isRefused };
    const health = environment.health === undefined ? undefined : await serveHealth(environment.health, probes);
    log.info({ taskQueue: environment.taskQueue, endpoint, namespace }, 'worker started');
    const stop = () => {
      log.info('shutting down: calls under way finish first');
      worker.shutdown().catch((error: unknown) => log.error({ error }, 'the shutdown failed'));
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      await worker.done;
    } finally {
      await health?.close();
    }
    log.info('worker stopped');
  } finally {
    await connection.close();
    await clientConnection.close();
  }
}
