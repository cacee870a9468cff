import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { describeRun } from '../executions/describe-run.js';
import type { WorkflowExecution } from '../workflow-ids.js';
import type { Pause } from './pause.js';

const CHECK_WORKFLOW = 'checkWorker';

/** Ms between looks for the answer: soon at first, since a worker answers at once. */
const [FIRST_LOOK_MS, LAST_LOOK_MS] = [50, 2_000];
/** An answer that takes longer is worth a word, ms. */
const SOON_MS = 1_500;
/** A worker whose version does not know the workflow fails its first task: event 4. It is a worker all the same. */
const FAILED_TASK_EVENT = 4;

export interface AwaitWorkerOptions {
  /** Ms; default 60,000. */
  readonly atMost?: number;
  readonly pause: Pause;
  readonly signal?: AbortSignal | undefined;
  /** Called once, if no worker answers soon. */
  readonly onWait?: () => void;
}

/** Whether a worker answered. */
export interface WorkerCheck {
  readonly answered: boolean;
  /** When the check began, by the server's clock, epoch ms. */
  readonly at: number;
}

/**
 * Waits until a worker of the task queue answers. It is asked by a workflow that does nothing: for five minutes after a
 * worker's last poll the server does not tell whether it still exists. The server ends the workflow if nobody answers.
 */
export async function awaitWorker(
  client: Client,
  taskQueue: string,
  options: AwaitWorkerOptions,
): Promise<WorkerCheck> {
  const { atMost = 60_000, pause, signal, onWait } = options;
  const check = await startCheck(client, taskQueue, atMost);
  let told = false;
  for (let waited = 0, look = FIRST_LOOK_MS; ; waited += look, look = Math.min(2 * look, LAST_LOOK_MS)) {
    const found = await describeRun(client, check);
    const at = found?.startTime.getTime() ?? Date.now();
    if (found?.status.name === 'COMPLETED' || (found?.historyLength ?? 0) >= FAILED_TASK_EVENT) {
      return { answered: true, at };
    }
    if (waited >= SOON_MS && !told) {
      told = true;
      onWait?.();
    }
    if (waited >= atMost) return { answered: false, at };
    look = Math.min(look, atMost - waited);
    await pause(look, signal);
  }
}

async function startCheck(client: Client, taskQueue: string, atMost: number): Promise<WorkflowExecution> {
  const workflowId = `check-worker-${taskQueue}-${randomUUID()}`;
  const handle = await client.workflow.start(CHECK_WORKFLOW, {
    workflowId,
    taskQueue,
    workflowExecutionTimeout: atMost + 1_000,
    staticSummary: `is there a worker on ${taskQueue}?`,
  });
  return { workflowId, runId: handle.firstExecutionRunId };
}
