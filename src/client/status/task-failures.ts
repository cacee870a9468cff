import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { describeRun } from '../../executions/describe-run.js';
import { latestRun } from '../../executions/latest-run.js';
import { taskFailureOf } from '../../executions/read-task-failure.js';
import type { TaskFailure } from '../../task-failure.js';
import { PRUNE_REGION_WORKFLOW, REGION_WORKFLOW, RUN_WORKFLOW } from '../../workflow-ids.js';
import { inGroups } from '../in-groups.js';
import { readRunMemo } from '../run-memo.js';

/** The failures of a run's own tasks and of those of its regions; none if all of them can continue, or have ended. */
export async function taskFailuresOfRun(client: Client, run: WorkflowExecutionDescription): Promise<TaskFailure[]> {
  const ofRegions = await inGroups([...readRunMemo(run.memo).regions.values()], async (region) => {
    const latest = await latestRun(client, region);
    return latest === undefined ? undefined : taskFailureOf(client, latest);
  });
  return [await taskFailureOf(client, run), ...ofRegions].filter((failure) => failure !== undefined);
}

/** What a check of all workflows under way has found. */
export interface CheckedWorkflows {
  /** How many were looked at: at most {@link MAX_CHECKED}. */
  readonly checked: number;
  readonly failures: readonly TaskFailure[];
}

const TYPES = [RUN_WORKFLOW, REGION_WORKFLOW, 'prune', PRUNE_REGION_WORKFLOW, 'notify'];
/** Each is a call of some milliseconds. */
export const MAX_CHECKED = 500;

/** Looks at the workflows under way on a task queue, the newest first. */
export async function taskFailuresOnQueue(client: Client, taskQueue: string): Promise<CheckedWorkflows> {
  const types = TYPES.map((type) => `"${type}"`).join(', ');
  const query = `ExecutionStatus = "Running" AND WorkflowType IN (${types})`;
  const underWay: { workflowId: string; runId: string }[] = [];
  for await (const run of client.workflow.list({ query, pageSize: 25 })) {
    // The name of a task queue may hold any character, so it is not part of the query.
    if (run.taskQueue === taskQueue) underWay.push({ workflowId: run.workflowId, runId: run.runId });
    if (underWay.length === MAX_CHECKED) break;
  }
  const failures = await inGroups(underWay, async (execution) => {
    const run = await describeRun(client, execution);
    return run === undefined ? undefined : taskFailureOf(client, run);
  });
  return { checked: underWay.length, failures: failures.filter((failure) => failure !== undefined) };
}
