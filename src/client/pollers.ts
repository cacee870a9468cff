import { type Client, isGrpcServiceError } from '@temporalio/client';
import type { Pause } from './pause.js';
import { TemporalUnreachable } from './temporal-unreachable.js';

/** `TaskQueueType` of the server's API; its package is not one of ours. */
const TASK_QUEUE_TYPE = { workflows: 1, activities: 2 } as const;

/** How often to look for one, ms. */
const LOOK_EVERY_MS = 2_000;

export type PolledFor = keyof typeof TASK_QUEUE_TYPE;

/** The names of those who poll a task queue, or did in the last minutes: the server keeps them for five. */
export async function pollersOf(client: Client, taskQueue: string, polledFor: PolledFor): Promise<string[]> {
  const { pollers } = await client.connection.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: TASK_QUEUE_TYPE[polledFor],
  });
  return pollers.map(({ identity }) => identity ?? 'unnamed');
}

export interface AwaitPollersOptions {
  /** Ms; default 60,000. */
  readonly atMost?: number;
  readonly pause: Pause;
  readonly signal?: AbortSignal | undefined;
  /** Called once, when nobody polls at first. */
  readonly onWait?: () => void;
}

/**
 * Waits until a worker polls the task queue for workflows. Resolves to whether one does.
 *
 * @throws TemporalUnreachable when the server does not let itself be asked: the namespace is not there, say.
 */
export async function awaitPollers(client: Client, taskQueue: string, options: AwaitPollersOptions): Promise<boolean> {
  const { atMost = 60_000, pause, signal, onWait } = options;
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    if (await isPolled(client, taskQueue)) return true;
    if (waited === 0) onWait?.();
    if (waited >= atMost) return false;
    await pause(LOOK_EVERY_MS, signal);
  }
}

async function isPolled(client: Client, taskQueue: string): Promise<boolean> {
  try {
    return (await pollersOf(client, taskQueue, 'workflows')).length > 0;
  } catch (error) {
    if (!isGrpcServiceError(error)) throw error;
    const { namespace } = client.options;
    throw new TemporalUnreachable(
      `The task queue ${taskQueue} cannot be looked at in the namespace ${namespace}: ${error.details} Check TEMPORAL_NAMESPACE.`,
      { cause: error },
    );
  }
}
