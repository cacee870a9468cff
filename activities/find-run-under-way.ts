import type { Client } from '@temporalio/client';
import { describeRun } from '../src/executions/describe-run.js';
import {
  isScheduledRunOf,
  isUnderWay,
  REGION_WORKFLOW,
  regionWorkflowId,
  RUN_WORKFLOW,
  runWorkflowId,
  scheduledRunPrefix,
} from '../src/workflow-ids.js';

const RUN_TYPES: ReadonlySet<string> = new Set([RUN_WORKFLOW, REGION_WORKFLOW]);

/**
 * The workflow id of a run of the plan that is under way, or of one of its regions; `null`: there is none. Finds a run that was
 * started by hand or by a schedule, and one with an id of its own once one of its regions has started. Most are found in
 * the server's list, which lags by about a second. The regions' workflow ids prevent whatever this lag might cause.
 *
 * @param plan its name.
 */
export function findRunUnderWay({ temporal }: { temporal: Client }) {
  return async (plan: string): Promise<string | null> => {
    const root = runWorkflowId(plan);
    if (await isRunning(temporal, root)) return root;
    for await (const id of listed(temporal, RUN_WORKFLOW, scheduledRunPrefix(plan))) {
      // The name of another plan may begin with the name of this one.
      if (isScheduledRunOf(plan, id) && (await isRunning(temporal, id))) return id;
    }
    for await (const id of listed(temporal, REGION_WORKFLOW, regionWorkflowId(plan, ''))) {
      if (await isRunning(temporal, id)) return id;
    }
    return null;
  };
}

/** The list may still show a workflow as running that has just ended, so this describes the workflow itself. */
async function isRunning(temporal: Client, workflowId: string): Promise<boolean> {
  const found = await describeRun(temporal, { workflowId });
  return found !== undefined && RUN_TYPES.has(found.type) && isUnderWay(found);
}

/** `CloseTime IS NULL` instead of a status: an older server rejects the name of a status that it does not know. */
async function* listed(temporal: Client, type: string, idPrefix: string): AsyncGenerator<string> {
  const query = `WorkflowType = "${type}" AND CloseTime IS NULL AND WorkflowId STARTS_WITH "${idPrefix}"`;
  for await (const { workflowId } of temporal.workflow.list({ query })) yield workflowId;
}
