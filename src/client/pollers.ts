import { type Client, isGrpcServiceError } from '@temporalio/client';
import { TemporalUnreachable } from './errors.js';
import type { Pause } from './pause.js';

/** `TaskQueueType` of the server's API, whose package is not a dependency. */
const TASK_QUEUE_TYPE = { workflows: 1, activities: 2 } as const;

export type TaskType = keyof typeof TASK_QUEUE_TYPE;

/** How often to check for a worker, ms. */
const CHECK_EVERY_MS = 2_000;

/** The identities of the workers that polled a task queue in the last five minutes, which is how long the server keeps them. */
export async function pollersOf(client: Client, taskQueue: string, taskType: TaskType): Promise<string[]> {
  const { pollers } = await client.connection.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: TASK_QUEUE_TYPE[taskType],
  });
  return pollers.map(({ identity }) => identity ?? 'unnamed');
}

export interface AwaitPollersOptions {
  /** Ms; default 60,000. */
  readonly atMost?: number;
  readonly pause: Pause;
  readonly signal?: AbortSignal | undefined;
  /** Called once, if no worker polls at first. */
  readonly onWait?: () => void;
}

/**
 * Waits until a worker polls the task queue for workflows.
 *
 * @returns whether a worker polls it now.
 * @throws TemporalUnreachable if the server does not describe the task queue, for example because the namespace does not
 * exist.
 */
export async function awaitPollers(client: Client, taskQueue: string, options: AwaitPollersOptions): Promise<boolean> {
  const { atMost = 60_000, pause, signal, onWait } = options;
  for (let waited = 0; ; waited += CHECK_EVERY_MS) {
    if (await isPolled(client, taskQueue)) return true;
    if (waited === 0) onWait?.();
    if (waited >= atMost) return false;
    await pause(CHECK_EVERY_MS, signal);
  }
}

async function isPolled(client: Client, taskQueue: string): Promise<boolean> {
  try {
    return (await pollersOf(client, taskQueue, 'workflows')).length > 0;
  } catch (error) {
    if (!isGrpcServiceError(error)) throw error;
    const { namespace } = client.options;
    throw new TemporalUnreachable(
      `Temporal does not describe the task queue ${taskQueue} in the namespace ${namespace}: ${error.details} Check TEMPORAL_NAMESPACE.`,
      { cause: error },
    );
  }
}
