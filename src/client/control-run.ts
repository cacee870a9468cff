import { randomUUID } from 'node:crypto';
import { defined } from '../defined.js';
import { isNotFound } from '../executions/not-found.js';
import type { WorkflowExecution } from '../workflow-ids.js';
import { ControlRefused } from './errors.js';
import { noAnswer } from './status/no-answer.js';
import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { controlUpdates } from '../../workflows/messages.js';
import type { ControlName } from '../controls/control-usage.js';
import type { ControlInput, Who } from '../controls/controls.js';

/** How long a worker may take to answer, ms: every region under way receives the control first. */
const ANSWER_WITHIN_MS = 30_000;

/**
 * Controls a run while it is under way, by an update of its workflow. The run notes it with who and why.
 *
 * @returns the answer of the run, a sentence that says what happens now.
 * @throws ControlRefused if the run refuses it, or has ended; NoWorkerAnswered after 30 s; TemporalUnreachable.
 */
export async function controlRun<Name extends ControlName>(
  client: Client,
  { workflowId, runId }: WorkflowExecution,
  control: Name,
  input: ControlInput<Name>,
): Promise<string> {
  const handle = client.workflow.getHandle(workflowId, runId);
  try {
    return await client.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
      handle.executeUpdate<string, [ControlInput<Name> | undefined]>(controlUpdates[control], { args: [input] }),
    );
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) {
      throw new ControlRefused(error.cause?.message ?? error.message, { cause: error });
    }
    if (error instanceof WorkflowNotFoundError) throw hasEnded(workflowId, error);
    throw await noAnswer(client, workflowId, 'update', error);
  }
}

/** Whether the copies of a cancelled run are kept, or those that it requested are deleted. */
export type CancelCopies = 'keep' | 'delete';

/**
 * Asks a run to end. Resolves once the request has been accepted, not once the run has ended. Deletion is agreed with the run
 * first, which needs a worker: if the run does not answer, it is not cancelled either. The server keeps who and why.
 *
 * @throws ControlRefused if the run has ended, or refuses the deletion; NoWorkerAnswered after 30 s; TemporalUnreachable.
 */
export async function cancelRun(
  client: Client,
  execution: WorkflowExecution,
  copies: CancelCopies,
  who: Who = {},
): Promise<void> {
  if (copies === 'delete') await controlRun(client, execution, 'deleteOnCancel', who);
  const { workflowId, runId } = execution;
  const { namespace, identity } = client.options;
  try {
    await client.connection.workflowService.requestCancelWorkflowExecution({
      namespace,
      workflowExecution: { workflowId, runId },
      requestId: randomUUID(),
      identity: who.by ?? identity,
      ...defined({ reason: who.reason }),
    });
  } catch (error) {
    if (isNotFound(error)) throw hasEnded(workflowId, error);
    throw error;
  }
}

function hasEnded(workflowId: string, cause: unknown): ControlRefused {
  const sentence = `${workflowId} has ended, so it accepts no controls. Run the plan again: ready copies are adopted.`;
  return new ControlRefused(sentence, { cause });
}
