import type { Client } from '@temporalio/client';
import { deleteOnCancelUpdate } from '../../workflows/messages.js';
import type { WorkflowExecution as RunExecution } from '../workflow-ids.js';

/** Whether a cancelled run's copies stay, or those that it requested are deleted. */
export type CancelCopies = 'keep' | 'delete';

/**
 * Asks a run to end. Resolves when it was asked, not when it has ended. Deleting is agreed with the run first, which
 * needs a worker: a run that was not reached is not cancelled either.
 */
export async function cancelRun(
  client: Client,
  { workflowId, runId }: RunExecution,
  copies: CancelCopies,
): Promise<void> {
  const handle = client.workflow.getHandle(workflowId, runId);
  if (copies === 'delete') await handle.executeUpdate(deleteOnCancelUpdate, { args: [{}] });
  await handle.cancel();
}
