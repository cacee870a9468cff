import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import {
  isScheduledRunOf,
  RUN_WORKFLOW,
  runWorkflowId,
  scheduledRunPrefix,
  type WorkflowExecution,
} from '../workflow-ids.js';
import { describeRun } from '../executions/describe-run.js';
import { RunNotFound } from './errors.js';
import { isPreview, notARun } from './run-memo.js';

/** The server lists a schedule's runs newest first, so the first few include the latest. */
const SCHEDULED_RUNS_READ = 20;

type FoundRun = Pick<WorkflowExecutionInfo, 'workflowId' | 'runId' | 'startTime' | 'memo'>;

/**
 * Finds a run by a plan's name, which means the plan's latest run, whether started by hand or by a schedule, or by a
 * workflow id, which means the latest run of that id. Previews do not count.
 *
 * @throws RunNotFound, also if the workflow id is that of a preview.
 */
export async function findRun(client: Client, id: string): Promise<WorkflowExecution> {
  const found = (await latestOfPlan(client, id)) ?? (await latestOfWorkflowId(client, id));
  if (found === undefined) {
    throw new RunNotFound(
      `There is no run of ${id}: use a plan's name or a workflow id, as listed by \`eci-replicator list\`.`,
    );
  }
  if (isPreview(found)) throw notARun(found.workflowId);
  return { workflowId: found.workflowId, runId: found.runId };
}

async function latestOfPlan(client: Client, name: string): Promise<FoundRun | undefined> {
  // Only a plan's name: it goes into a query without being quoted.
  if (!/^[a-z0-9-]{1,40}$/.test(name)) return undefined;
  const byHand = await latestByHand(client, runWorkflowId(name));
  const scheduled = await latestScheduled(client, name);
  if (byHand === undefined || scheduled === undefined) return byHand ?? scheduled;
  return scheduled.startTime > byHand.startTime ? scheduled : byHand;
}

async function latestByHand(client: Client, workflowId: string): Promise<FoundRun | undefined> {
  const latest = await latestOfWorkflowId(client, workflowId);
  if (latest === undefined || !isPreview(latest)) return latest;
  // A preview that was started in the UI may have the id of a run. The run is then an earlier one of that id.
  const query = `WorkflowType = "${RUN_WORKFLOW}" AND WorkflowId = "${workflowId}"`;
  for await (const run of client.workflow.list({ query })) {
    if (run.workflowId === workflowId && !isPreview(run)) return run;
  }
  return undefined;
}

async function latestScheduled(client: Client, name: string): Promise<FoundRun | undefined> {
  const query = `WorkflowType = "${RUN_WORKFLOW}" AND WorkflowId STARTS_WITH "${scheduledRunPrefix(name)}"`;
  let latest: FoundRun | undefined;
  let read = 0;
  for await (const run of client.workflow.list({ query, pageSize: SCHEDULED_RUNS_READ })) {
    // The name of another plan may start with this one's.
    if (!isScheduledRunOf(name, run.workflowId) || isPreview(run)) continue;
    if (latest === undefined || run.startTime > latest.startTime) latest = run;
    read += 1;
    if (read === SCHEDULED_RUNS_READ) break;
  }
  return latest;
}

async function latestOfWorkflowId(client: Client, workflowId: string): Promise<FoundRun | undefined> {
  const found = await describeRun(client, { workflowId });
  return found?.type === RUN_WORKFLOW ? found : undefined;
}
