import type { NativeConnection, WorkerInterceptors } from '@temporalio/worker';
import type { ActivityDependencies } from '../../activities/index.js';
import { connectWith } from '../client/connect.js';
import { temporalSettings } from '../client/settings/temporal-settings.js';
import { defined } from '../defined.js';
import { type CredentialOptions, resolveCredentials } from '../eci/credentials.js';
import { createSdkEci } from '../eci/sdk-eci.js';
import { connectWorkers } from '../worker/connect-workers.js';
import { type RunningWorker, startWorker } from '../worker/start-worker.js';
import { environmentOf } from './environment-of.js';

/** What an embedded worker uses of the program around it. Everything has the default of the command `worker`. */
export interface CreateWorkerOptions {
  /**
   * Settings by the names of the environment variables of the command `worker`: `TEMPORAL_*` for the connection, `ECI_*`, and
   * the variables that plans name for webhooks and their secrets. `ECI_REPLICATOR_METRICS` and `ECI_REPLICATOR_HEALTH` have no
   * effect: the program has its own. Default: `process.env`.
   */
  readonly env?: NodeJS.ProcessEnv;
  /**
   * Interceptors of the activities, and of the client that they use. The code of the workflows is built into this package, so
   * there are none for workflows.
   */
  readonly interceptors?: Pick<WorkerInterceptors, 'activity' | 'client'>;
  /** Where the keys of the cloud come from. Default: the chain of the credentials library, which reads `process.env`. */
  readonly credentials?: NonNullable<CredentialOptions['chain']>;
  /** Other dependencies of the activities, for example an own implementation of the service. */
  readonly dependencies?: Partial<Pick<ActivityDependencies, 'eci' | 'plansFolder'>>;
}

/**
 * Connects to Temporal and starts a worker of the replication workflows. It runs until it is shut down; `done` rejects if it
 * fails. The connection is closed when it ends.
 *
 * Install the {@link Runtime} before, if the program has its own logger, telemetry or handlers of signals: by default, Temporal's
 * SDK ends the worker at SIGINT and SIGTERM.
 *
 * @throws InvalidWorkerSettings; InvalidTemporalSettings; TemporalUnreachable
 */
export async function createWorker(options: CreateWorkerOptions = {}): Promise<RunningWorker> {
  const { env = process.env, interceptors, credentials: chain, dependencies = {} } = options;
  const given = environmentOf(env);
  const { endpoint, timeoutMs, roleArn } = given;
  const settings = temporalSettings(env);
  const temporal = await connectWith(settings);
  let connection: NativeConnection | undefined;
  const close = async () => {
    await Promise.all([temporal.close(), connection?.close()]);
  };
  try {
    connection = await connectWorkers(settings);
    const credentials = resolveCredentials(defined({ roleArn, chain }));
    const eci = dependencies.eci ?? createSdkEci({ endpoint, timeoutMs, credentials });
    const worker = await startWorker({
      environment: { ...given, ...defined({ plansFolder: dependencies.plansFolder }) },
      connection,
      namespace: settings.namespace,
      temporal: temporal.client,
      credentials,
      eci,
      env,
      ...defined({ interceptors }),
    });
    const done = ended(worker, close);
    return {
      done,
      isRunning: () => worker.isRunning(),
      shutdown: async () => {
        await Promise.all([worker.shutdown(), done]);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function ended({ done }: RunningWorker, close: () => Promise<void>): Promise<void> {
  try {
    await done;
  } finally {
    await close();
  }
}
