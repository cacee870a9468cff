import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import type { TaskFailure } from '../task-failure.js';
import type { WorkflowExecution } from '../workflow-ids.js';
import { historyEvents } from './history.js';

/**
 * Causes, by the numbers of the server's API, with which a task fails in the normal course: a message arrived while it ran, the
 * worker was lost, or a person reset the workflow.
 */
const NORMAL_CAUSES: ReadonlySet<number> = new Set([
  1, // UNHANDLED_COMMAND
  13, // RESET_STICKY_TASK_QUEUE
  17, // FORCE_CLOSE_COMMAND
  18, // FAILOVER_CLOSE_COMMAND
  20, // RESET_WORKFLOW
  31, // UNHANDLED_UPDATE
  39, // WORKFLOW_PAUSE_REQUESTED_BEFORE_TASK_STARTED
]);

/** After the failure of a task, only signals and the ends of activities and children are added to a history. */
const EVENTS_READ = 500;

/**
 * Why a workflow cannot continue; `undefined` if it can, or has ended. Most often its workers run other workflow code than
 * the build on which it began.
 *
 * @param run as the server describes it now. Only for a task that has failed or timed out is anything more read.
 */
export async function taskFailureOf(
  client: Client,
  run: WorkflowExecutionDescription,
): Promise<TaskFailure | undefined> {
  const { workflowId, runId, raw } = run;
  // The current attempt is waiting or under way.
  const attempts = (raw.pendingWorkflowTask?.attempt ?? 0) - 1;
  if (attempts < 1) return undefined;
  const reason = await lastFailure(client, { workflowId, runId });
  if (reason === undefined) return undefined;
  const lastBuild = raw.workflowExecutionInfo?.mostRecentWorkerVersionStamp?.buildId || null;
  return { workflowId, runId, attempts, reason, lastBuild };
}

/** Only the first failure of a task is an event. `undefined`: no worker has failed it, so it waits for one, or timed out. */
async function lastFailure(client: Client, execution: WorkflowExecution): Promise<string | undefined> {
  const events = historyEvents(client, execution, { pageSize: EVENTS_READ, maxPages: 1, newestFirst: true });
  for await (const {
    workflowTaskFailedEventAttributes: failed,
    workflowTaskCompletedEventAttributes: done,
  } of events) {
    if (done || (failed && NORMAL_CAUSES.has(Number(failed.cause)))) return undefined;
    if (failed) return failed.failure?.message || 'the worker gave no reason';
  }
  return undefined;
}
