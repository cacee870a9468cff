import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { RunNotFound } from '../client/errors.js';
import { printable } from '../safe-text.js';
import { taskFailureSentence } from '../task-failure.js';
import type { WorkflowExecution } from '../workflow-ids.js';
import type { CliContext } from './context.js';
import { say } from './print.js';
import { taskQueueOf } from './worker-environment.js';

/**
 * Describes a run before it is controlled, and says what keeps the control from its effect: the run, or a region of it, cannot
 * continue; or it is on another task queue than this environment names. Where two teams share a namespace and use one plan
 * name, the name finds the run of either.
 */
export async function describeForControl(
  context: CliContext,
  client: Client,
  execution: WorkflowExecution,
): Promise<WorkflowExecutionDescription> {
  const { describeRun } = await import('../executions/describe-run.js');
  const run = await describeRun(client, execution);
  const ours = taskQueueOf(context.process.env);
  if (run === undefined) throw new RunNotFound(`The server no longer keeps ${execution.workflowId}.`);
  if (run.taskQueue !== ours) {
    say(
      context,
      `Note: ${run.workflowId} is on the task queue ${run.taskQueue}, not on ${ours}: it may be another team's run.`,
    );
  }
  const { taskFailuresOfRun } = await import('../client/status/task-failures.js');
  for (const failure of await taskFailuresOfRun(client, run)) say(context, printable(taskFailureSentence(failure)));
  return run;
}
