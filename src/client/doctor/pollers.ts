import type { Client } from '@temporalio/client';
import { defined } from '../../defined.js';

/** `TaskQueueType` of the server's API, whose package is not a dependency. */
const TASK_QUEUE_TYPE = { workflows: 1, activities: 2 } as const;
/** `WORKER_VERSIONING_MODE_VERSIONED` of the same. */
const VERSIONED = 2;

export type TaskType = keyof typeof TASK_QUEUE_TYPE;

/** A worker that polled a task queue in the last five minutes, which is how long the server keeps it. */
export interface Poller {
  readonly identity: string;
  /** When its last poll began, by the server's clock, epoch ms. */
  readonly polledAt: number;
  /** Absent if the worker did not report one. */
  readonly buildId?: string;
  /** Absent if the worker is not versioned. */
  readonly deployment?: string;
}

/** The pollers of a task queue, the latest first. Each of them may have ended since. */
export async function pollersOf(client: Client, taskQueue: string, taskType: TaskType): Promise<Poller[]> {
  const { pollers } = await client.connection.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: TASK_QUEUE_TYPE[taskType],
  });
  return pollers
    .map(({ identity, lastAccessTime, deploymentOptions }) => {
      const mode: number = deploymentOptions?.workerVersioningMode ?? 0;
      return {
        identity: identity || 'unnamed',
        polledAt: Number(lastAccessTime?.seconds ?? 0) * 1_000,
        ...defined({
          buildId: deploymentOptions?.buildId || undefined,
          deployment: mode === VERSIONED ? deploymentOptions?.deploymentName || undefined : undefined,
        }),
      };
    })
    .toSorted((a, b) => b.polledAt - a.polledAt);
}
