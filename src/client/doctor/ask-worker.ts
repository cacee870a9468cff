import { randomUUID } from 'node:crypto';
import { type Client, WorkflowFailedError } from '@temporalio/client';
import type { Check } from '../../doctor/check.js';

const INSPECT_WORKFLOW = 'inspectWorker';
/** The regions answer side by side, within 30 s each. */
const WITHIN_MS = 60_000;

/**
 * Has a worker of the task queue inspect itself and the regions. It must be known that a worker answers.
 *
 * @throws the error of a call to Temporal.
 */
export async function askWorker(client: Client, taskQueue: string, regions: readonly string[]): Promise<Check[]> {
  const handle = await client.workflow.start(INSPECT_WORKFLOW, {
    workflowId: `inspect-worker-${taskQueue}-${randomUUID()}`,
    taskQueue,
    args: [regions],
    workflowExecutionTimeout: WITHIN_MS,
    staticSummary: `doctor asks a worker of ${taskQueue}`,
  });
  try {
    return await client.withDeadline(Date.now() + 2 * WITHIN_MS, () => handle.result());
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return [
      {
        name: 'inspected worker',
        result: 'fail',
        found: `no worker inspected itself within ${WITHIN_MS / 1_000} s: ${error.cause?.message ?? error.message}`,
        fix: 'Look into the log of the workers. One of another version does not know this request.',
      },
    ];
  }
}
