import type { Client } from '@temporalio/client';
import { type RunStatus, statusQuery } from '../../workflows/messages.js';
import type { RunExecution } from './run-execution.js';

/** How long a worker may take to answer, ms. */
const ANSWER_WITHIN_MS = 10_000;

/** Asks the run itself how far it is; needs a worker, also after the run has ended. Rejects when none answers in 10 s. */
export async function runStatus(client: Client, { workflowId, runId }: RunExecution): Promise<RunStatus> {
  const handle = client.workflow.getHandle(workflowId, runId);
  return client.withDeadline(Date.now() + ANSWER_WITHIN_MS, () => handle.query<RunStatus>(statusQuery.name));
}
