import type { Client } from '@temporalio/client';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { createActivities, createCopyActivities } from '../../activities/index.js';
import type { Eci } from '../eci/eci.js';
import { steadyReads } from '../eci/steady-reads.js';
import type { Environment } from './environment.js';
import { workflowSource } from './workflow-source.js';

/** How many calls one worker has under way; an activity that waits holds none of these slots. */
const CONCURRENT_COPIES = 100;
const CONCURRENT_ACTIVITIES = 100;
/** Beyond the time-out of a call, for its answer to reach the server. */
const GRACE_MS = 5_000;

/** How often the server hears of a request for a copy that is under way, and the request of its cancellation. */
const HEARTBEATS_APART_MS = 4_000;

export interface WorkerSetting {
  readonly environment: Pick<Environment, 'taskQueue' | 'timeoutMs' | 'copiesPerSecond' | 'plansFolder'>;
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** For activities that ask about other workflows. */
  readonly temporal: Client;
  readonly eci: Eci;
  /** Where plans' webhooks and their secrets are named. */
  readonly env: NodeJS.ProcessEnv;
  /** Workflows kept in memory; 0 in tests of replay. Default: the SDK's own. */
  readonly maxCachedWorkflows?: number;
  /** The workflow code; default: {@link workflowSource}. Tests share one bundle among their workers. */
  readonly workflows?: Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'>;
}

export interface RunningWorker {
  /** Resolves once both workers have shut down; rejects when one fails. */
  readonly done: Promise<void>;
  /** Whether both workers are polling. */
  isRunning(): boolean;
  /** Lets calls under way finish: each may have bought a copy. */
  shutdown(): Promise<void>;
}

/** Starts two workers: one for workflows and activities, one for the queue on which copies are asked for. */
export async function startWorker(setting: WorkerSetting): Promise<RunningWorker> {
  const { environment, connection, namespace, temporal, maxCachedWorkflows } = setting;
  const eci = steadyReads(setting.eci);
  const { taskQueue, timeoutMs, copiesPerSecond, plansFolder } = environment;
  const shared = {
    connection,
    namespace,
    shutdownGraceTime: timeoutMs + GRACE_MS,
    shutdownForceTime: timeoutMs + 2 * GRACE_MS,
  };
  const main = await Worker.create({
    ...shared,
    ...(setting.workflows ?? workflowSource()),
    taskQueue,
    activities: createActivities({ eci, temporal, plansFolder, env: setting.env }),
    maxConcurrentActivityTaskExecutions: CONCURRENT_ACTIVITIES,
    ...(maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows }),
  });
  const copying = await Worker.create({
    ...shared,
    taskQueue: `${taskQueue}-copy`,
    activities: createCopyActivities({ eci }),
    maxConcurrentActivityTaskExecutions: CONCURRENT_COPIES,
    maxTaskQueueActivitiesPerSecond: copiesPerSecond,
    // Without it a request that is under way hears of a pause up to 24 s late.
    maxHeartbeatThrottleInterval: HEARTBEATS_APART_MS,
    defaultHeartbeatThrottleInterval: HEARTBEATS_APART_MS,
  });

  const workers = [main, copying];
  const stop = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  // One that fails takes the other with it: half a worker would take work that it cannot finish.
  const done = Promise.all(workers.map((worker) => worker.run().finally(stop))).then(() => undefined);
  return {
    done,
    isRunning: () => workers.every((worker) => worker.getState() === 'RUNNING'),
    shutdown: () => {
      stop();
      return done;
    },
  };
}
