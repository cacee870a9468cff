import { type Client, type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';

/** A workflow as the server knows it, the latest run of its id unless one is given; `undefined`: there is none. */
export async function describeRun(
  client: Client,
  { workflowId, runId }: { readonly workflowId: string; readonly runId?: string },
): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await client.workflow.getHandle(workflowId, runId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
