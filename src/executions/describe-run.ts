import { type Client, type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';

/**
 * A workflow as the server describes it, or `undefined` if there is none. Without a run id: the latest run of the workflow
 * id.
 */
export async function describeRun(
  client: Client,
  { workflowId, runId }: { readonly workflowId: string; readonly runId?: string | undefined },
): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await client.workflow.getHandle(workflowId, runId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
