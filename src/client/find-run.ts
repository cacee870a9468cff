import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import {
  isScheduledRunOf,
  RUN_WORKFLOW,
  runWorkflowId,
  scheduledRunPrefix,
  type WorkflowExecution,
} from '../workflow-ids.js';
import { describeRun } from '../executions/describe-run.js';
import { RunNotFound, RunRefused } from './errors.js';
import { wasRefused } from './run-end.js';
import { isPreview, notARun } from './run-memo.js';

/** The server lists a schedule's runs newest first, so the first few include the latest. */
const SCHEDULED_RUNS_READ = 20;

type FoundRun = Pick<WorkflowExecutionInfo, 'workflowId' | 'runId' | 'status' | 'startTime' | 'memo'>;

/**
 * Finds a run by a plan's name, which means the plan's latest run, whether started by hand or by a schedule, or by a
 * workflow id, which means the latest run of that id. Previews do not count, nor do runs that were refused before they
 * started anything.
 *
 * @throws RunNotFound, also if the workflow id is that of a preview; RunRefused if only refused runs are found.
 */
export async function findRun(client: Client, id: string): Promise<WorkflowExecution> {
  const found = (await latestOfPlan(client, id)) ?? (await latestOfWorkflowId(client, id));
  if (found === undefined) {
    throw new RunNotFound(
      `There is no run of ${id}: use a plan's name or a workflow id, as listed by \`eci-replicator list\`.`,
    );
  }
  if (isPreview(found)) throw notARun(found.workflowId);
  if (await wasRefused(client, found)) {
    throw new RunRefused(
      `${found.workflowId} was refused by --expect-digest: nothing was started, and there is no report. Preview the plan again, and run it with the new digest.`,
    );
  }
  return { workflowId: found.workflowId, runId: found.runId };
}

async function latestOfPlan(client: Client, name: string): Promise<FoundRun | undefined> {
  // Only a plan's name: it goes into a query without being quoted.
  if (!/^[a-z0-9-]{1,40}$/.test(name)) return undefined;
  const latest = await latestOfWorkflowId(client, runWorkflowId(name));
  const byHand = latest !== undefined && (await counts(client, latest)) ? latest : undefined;
  const scheduled = await latestScheduled(client, name);
  if (byHand === undefined || scheduled === undefined) {
    // If every run of the plan was refused, that is what its name finds.
    return byHand ?? scheduled ?? (latest === undefined || isPreview(latest) ? undefined : latest);
  }
  return scheduled.startTime > byHand.startTime ? scheduled : byHand;
}

async function latestScheduled(client: Client, name: string): Promise<FoundRun | undefined> {
  const query = `WorkflowType = "${RUN_WORKFLOW}" AND WorkflowId STARTS_WITH "${scheduledRunPrefix(name)}"`;
  let latest: FoundRun | undefined;
  let read = 0;
  for await (const run of client.workflow.list({ query, pageSize: SCHEDULED_RUNS_READ })) {
    // The name of another plan may start with this one's.
    if (!isScheduledRunOf(name, run.workflowId) || !(await counts(client, run))) continue;
    if (latest === undefined || run.startTime > latest.startTime) latest = run;
    read += 1;
    if (read === SCHEDULED_RUNS_READ) break;
  }
  return latest;
}

/** The latest that counts as a run; if none does, the latest. */
async function latestOfWorkflowId(client: Client, workflowId: string): Promise<FoundRun | undefined> {
  const latest = await describeRun(client, { workflowId });
  if (latest?.type !== RUN_WORKFLOW) return undefined;
  // The id goes into a query without being quoted.
  if ((await counts(client, latest)) || /["\\]/.test(workflowId)) return latest;
  // A preview that was started in the UI may have the id of a run, and so has a run that was refused.
  const query = `WorkflowType = "${RUN_WORKFLOW}" AND WorkflowId = "${workflowId}"`;
  for await (const run of client.workflow.list({ query })) {
    if (run.workflowId === workflowId && (await counts(client, run))) return run;
  }
  return latest;
}

/** Whether it is a run that started something, or may. */
async function counts(client: Client, run: FoundRun): Promise<boolean> {
  return !isPreview(run) && !(await wasRefused(client, run));
}
