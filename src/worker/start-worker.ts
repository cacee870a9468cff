import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import {
  type NativeConnection,
  Runtime,
  TransportError,
  Worker,
  type WorkerInterceptors,
  type WorkerOptions,
} from '@temporalio/worker';
import { createActivities, createCopyActivities } from '../../activities/index.js';
import { TemporalUnreachable } from '../client/errors.js';
import { defined } from '../defined.js';
import type { CredentialSource } from '../eci/credentials.js';
import type { Eci } from '../eci/eci.js';
import { steadyReads } from '../eci/steady-reads.js';
import { activityMetrics } from '../metrics/activity-metrics.js';
import { ExpiringGauges } from '../metrics/expiring-gauges.js';
import { measuredEci } from '../metrics/measured-eci.js';
import { Meter } from '../metrics/meter.js';
import type { WorkerTracing } from '../tracing/tracing.js';
import { packageRoot } from '../package-root.js';
import { DEFAULT_DEPLOYMENT, type Environment } from './environment.js';

/** Calls that one worker may have under way. An activity that backs off on the server takes none of these slots. */
const CONCURRENT_COPIES = 100;
const CONCURRENT_ACTIVITIES = 100;
/** How long a shutdown waits beyond the time-out of a call, so that the result still reaches the server, ms. */
const GRACE_MS = 5_000;

/** How often a request for a copy that is under way sends its heartbeat, and so learns of its cancellation, ms. */
const HEARTBEAT_EVERY_MS = 4_000;

/** Where a worker has its workflows from. */
type WorkflowSource = Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'interceptors'>;

export interface StartWorkerOptions {
  readonly environment: Pick<
    Environment,
    'taskQueue' | 'deployment' | 'buildId' | 'timeoutMs' | 'copiesPerSecond' | 'plansFolder'
  >;
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** For activities that ask about other workflows. */
  readonly temporal: Client;
  readonly eci: Eci;
  readonly credentials: Pick<CredentialSource, 'check'>;
  /** Where the variables that plans name for webhooks and their secrets are looked up. */
  readonly env: NodeJS.ProcessEnv;
  /** Workflows kept in memory; 0 in tests of replay. Default: the SDK's. */
  readonly maxCachedWorkflows?: number;
  /** Of the activities, and of the client that they use. Default: none. */
  readonly interceptors?: Pick<WorkerInterceptors, 'activity' | 'client'>;
  /** The workflow code; default: {@link workflowSource}. Tests share one bundle among their workers. */
  readonly workflows?: WorkflowSource;
  /** Default: no traces. */
  readonly tracing?: WorkerTracing;
}

/** A worker that runs in this process. */
export interface RunningWorker {
  /** Resolves once both workers have shut down; rejects if one fails. */
  readonly done: Promise<void>;
  /** Whether both workers are polling. */
  isRunning(): boolean;
  /** Shuts down gracefully. Calls under way finish first, as each may have bought a copy. */
  shutdown(): Promise<void>;
}

/** Starts two workers: one for workflows and activities, one for the task queue of the requests for copies. */
export async function startWorker(options: StartWorkerOptions): Promise<RunningWorker> {
  const { environment, connection, namespace, temporal, credentials, env, maxCachedWorkflows, tracing } = options;
  const meter = new Meter(Runtime.instance().metricMeter);
  const eci = steadyReads(measuredEci(tracing?.traced(options.eci) ?? options.eci, meter));
  const { taskQueue, timeoutMs, copiesPerSecond, plansFolder } = environment;
  const shared = {
    connection,
    namespace,
    workerDeploymentOptions: deploymentOptions(environment),
    interceptors: withOurs(options, meter),
    shutdownGraceTime: timeoutMs + GRACE_MS,
    shutdownForceTime: timeoutMs + 2 * GRACE_MS,
  };
  const workflows = options.workflows ?? workflowSource(tracing !== undefined);
  const main = await Worker.create({
    ...shared,
    ...workflows,
    interceptors: { ...shared.interceptors, ...workflows.interceptors },
    ...defined({ sinks: tracing?.sinks }),
    taskQueue,
    activities: createActivities({ eci, credentials, temporal, plansFolder, env }),
    maxConcurrentActivityTaskExecutions: CONCURRENT_ACTIVITIES,
    ...defined({ maxCachedWorkflows }),
  });
  const copying = await Worker.create({
    ...shared,
    taskQueue: `${taskQueue}-copy`,
    activities: createCopyActivities({ eci }),
    maxConcurrentActivityTaskExecutions: CONCURRENT_COPIES,
    maxTaskQueueActivitiesPerSecond: copiesPerSecond,
    // By default a request under way learns of a pause up to 24 s late.
    maxHeartbeatThrottleInterval: HEARTBEAT_EVERY_MS,
    defaultHeartbeatThrottleInterval: HEARTBEAT_EVERY_MS,
  });

  const workers = [main, copying];
  const stop = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  // If one fails, the other stops too: on its own it would take work that it cannot finish.
  const done = Promise.all(workers.map((worker) => worker.run().finally(stop))).then(
    () => undefined,
    (error: unknown) => {
      throw translateTransportError(error);
    },
  );
  return {
    done,
    isRunning: () => workers.every((worker) => worker.getState() === 'RUNNING'),
    shutdown: () => {
      stop();
      return done;
    },
  };
}

/** The interceptors of an embedding program come before the metrics, so that they see what the activities are called with. */
function withOurs(
  { interceptors: { activity = [], client } = {}, tracing }: Pick<StartWorkerOptions, 'interceptors' | 'tracing'>,
  meter: Meter,
): WorkerInterceptors {
  const gauges = new ExpiringGauges(meter);
  const measure = (context: Context) => ({ inbound: activityMetrics(context, { meter, gauges }) });
  return { activity: [...(tracing?.activity ?? []), ...activity, measure], ...defined({ client }) };
}

/**
 * With a deployment, every workflow is pinned: it ends on the build that it began on, and so do its children. Without one, the
 * build is only told to the server, so that an operator sees which worker runs which.
 */
function deploymentOptions({
  deployment,
  buildId,
}: Pick<Environment, 'deployment' | 'buildId'>): NonNullable<WorkerOptions['workerDeploymentOptions']> {
  if (deployment === undefined) {
    return { version: { deploymentName: DEFAULT_DEPLOYMENT, buildId }, useWorkerVersioning: false };
  }
  return {
    version: { deploymentName: deployment, buildId },
    useWorkerVersioning: true,
    defaultVersioningBehavior: 'PINNED',
  };
}

/** The same error, or TemporalUnreachable if the connection of a worker failed. */
export function translateTransportError(error: unknown): unknown {
  if (!(error instanceof TransportError)) return error;
  const sentence = 'Temporal cannot be reached: check TEMPORAL_ADDRESS, or the profile in temporal.toml.';
  // The SDK's message shows the internals of its transport, so the sentence comes first.
  return new TemporalUnreachable(`${sentence}\n${error.message}`, { cause: error });
}

/** In a workflow, these trace its start, its activities, its children and its signals. */
const TRACING = '@temporalio/interceptors-opentelemetry/lib/workflow-interceptors';

/**
 * The workflows: the bundle that the build made or, if the sources themselves are running, the sources.
 *
 * @param isTraced whether they have the interceptors of OpenTelemetry, which add a header to what a workflow starts and change
 *   nothing else in its history
 */
export function workflowSource(isTraced = false): WorkflowSource {
  if (!import.meta.url.endsWith('.ts')) {
    const file = isTraced ? 'dist/workflow-bundle-traced.js' : 'dist/workflow-bundle.js';
    return { workflowBundle: { codePath: join(packageRoot, file) } };
  }
  const workflowsPath = join(packageRoot, 'workflows/index.ts');
  const module = createRequire(import.meta.url);
  return isTraced ? { workflowsPath, interceptors: { workflowModules: [module.resolve(TRACING)] } } : { workflowsPath };
}
