import {
  type Client,
  WorkflowContinuedAsNewError,
  type WorkflowExecutionDescription,
  WorkflowFailedError,
} from '@temporalio/client';
import type { WorkflowExecution } from '../workflow-ids.js';
import { describeRun } from './describe-run.js';

/**
 * The execution that a recorded one has become: the latest run of its workflow id that descends from it, because it continued
 * as new, or because a person reset it. Never that of a workflow that was started later. `undefined` if the server no longer
 * keeps it.
 *
 * @param recorded its first run.
 */
export async function latestRun(
  client: Client,
  recorded: WorkflowExecution,
): Promise<WorkflowExecutionDescription | undefined> {
  const { workflowId } = recorded;
  // In most cases it is the latest of its id. A reset keeps the id of the first run.
  const latest = await describeRun(client, { workflowId });
  if (latest === undefined || firstRunId(latest) === recorded.runId) return latest;

  let run = await describeRun(client, recorded);
  for (let next = run; next !== undefined; ) {
    run = next;
    const runId = await nextRunId(client, run);
    next = runId === undefined ? undefined : await describeRun(client, { workflowId, runId });
  }
  return run;
}

function firstRunId({ raw, runId }: WorkflowExecutionDescription): string {
  return raw.workflowExecutionInfo?.firstRunId || runId;
}

async function nextRunId(client: Client, run: WorkflowExecutionDescription): Promise<string | undefined> {
  const resetTo = run.raw.workflowExtendedInfo?.resetRunId;
  if (resetTo) return resetTo;
  return run.status.name === 'CONTINUED_AS_NEW' ? continuedAs(client, run) : undefined;
}

async function continuedAs(
  client: Client,
  { workflowId, runId }: WorkflowExecutionDescription,
): Promise<string | undefined> {
  try {
    await client.workflow.getHandle(workflowId, runId, { followRuns: false }).result();
    return undefined;
  } catch (error) {
    if (error instanceof WorkflowContinuedAsNewError) return error.newExecutionRunId;
    if (error instanceof WorkflowFailedError) return undefined;
    throw error;
  }
}
