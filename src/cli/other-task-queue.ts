import type { Client } from '@temporalio/client';
import type { WorkflowExecution } from '../workflow-ids.js';
import type { CliContext } from './context.js';
import { say } from './print.js';
import { taskQueueOf } from './worker-environment.js';

/**
 * Before a control is sent: says so if the run is on another task queue than this environment names. Where two teams share a
 * namespace and use one plan name, the name finds the run of either.
 */
export async function noticeOtherTaskQueue(
  context: CliContext,
  client: Client,
  execution: WorkflowExecution,
): Promise<void> {
  const { describeRun } = await import('../executions/describe-run.js');
  const run = await describeRun(client, execution);
  const ours = taskQueueOf(context.process.env);
  if (run === undefined || run.taskQueue === ours) return;
  say(
    context,
    `Note: ${run.workflowId} is on the task queue ${run.taskQueue}, not on ${ours}: it may be another team's run.`,
  );
}
