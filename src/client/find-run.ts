import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { describeRun } from './describe-run.js';
import { isPreview, notAPreview } from './not-a-preview.js';
import { isScheduledRunOf, RUN_WORKFLOW, runWorkflowId, scheduledRunPrefix } from '../workflow-ids.js';
import type { RunExecution } from './run-execution.js';
import { RunNotFound } from './run-not-found.js';

/** A schedule's runs are newest first; the first few are enough to find its last. */
const SCHEDULED_SHOWN = 20;

type FoundRun = Pick<WorkflowExecutionInfo, 'workflowId' | 'runId' | 'startTime' | 'memo'>;

/**
 * The run that a user means: the latest of a plan, by its name, whether started by hand or by a schedule; else the latest
 * of a workflow id. A preview is no run of its plan.
 *
 * @throws RunNotFound, also when the workflow id is that of a preview.
 */
export async function findRun(client: Client, id: string): Promise<RunExecution> {
  const found = (await latestOfPlan(client, id)) ?? (await ofWorkflowId(client, id));
  if (found === undefined) {
    throw new RunNotFound(
      `There is no run of ${id}: give a plan's name or a workflow id, see \`eci-replicator list\`.`,
    );
  }
  if (isPreview(found)) throw notAPreview(found.workflowId);
  return { workflowId: found.workflowId, runId: found.runId };
}

async function latestOfPlan(client: Client, name: string): Promise<FoundRun | undefined> {
  // Also what may stand in a query without quoting.
  if (!/^[a-z0-9-]{1,40}$/.test(name)) return undefined;
  const byHand = await latestByHand(client, runWorkflowId(name));
  const scheduled = await latestScheduled(client, name);
  if (byHand === undefined || scheduled === undefined) return byHand ?? scheduled;
  return scheduled.startTime > byHand.startTime ? scheduled : byHand;
}

async function latestByHand(client: Client, workflowId: string): Promise<FoundRun | undefined> {
  const latest = await ofWorkflowId(client, workflowId);
  if (latest === undefined || !isPreview(latest)) return latest;
  // Started from the UI, a preview may have been given a run's id: the run is behind it.
  const query = `WorkflowType = "${RUN_WORKFLOW}" AND WorkflowId = "${workflowId}"`;
  for await (const run of client.workflow.list({ query })) {
    if (run.workflowId === workflowId && !isPreview(run)) return run;
  }
  return undefined;
}

async function latestScheduled(client: Client, name: string): Promise<FoundRun | undefined> {
  const query = `WorkflowType = "${RUN_WORKFLOW}" AND WorkflowId STARTS_WITH "${scheduledRunPrefix(name)}"`;
  let latest: FoundRun | undefined;
  let seen = 0;
  for await (const run of client.workflow.list({ query, pageSize: SCHEDULED_SHOWN })) {
    // Another plan's name may begin with this one's.
    if (!isScheduledRunOf(name, run.workflowId) || isPreview(run)) continue;
    if (latest === undefined || run.startTime > latest.startTime) latest = run;
    seen += 1;
    if (seen === SCHEDULED_SHOWN) break;
  }
  return latest;
}

async function ofWorkflowId(client: Client, workflowId: string): Promise<FoundRun | undefined> {
  const found = await describeRun(client, { workflowId });
  return found?.type === RUN_WORKFLOW ? found : undefined;
}
