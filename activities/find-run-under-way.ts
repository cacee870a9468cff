import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import {
  isScheduledRunOf,
  REGION_WORKFLOW,
  regionWorkflowId,
  RUN_WORKFLOW,
  runWorkflowId,
  scheduledRunPrefix,
} from '../src/workflow-ids.js';

const RUN_TYPES: ReadonlySet<string> = new Set([RUN_WORKFLOW, REGION_WORKFLOW]);
const UNDER_WAY: ReadonlySet<string> = new Set(['RUNNING', 'PAUSED']);

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
  try {
    const { status, type } = await temporal.workflow.getHandle(workflowId).describe();
    return RUN_TYPES.has(type) && UNDER_WAY.has(status.name);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

async function* listed(temporal: Client, type: string, idPrefix: string): AsyncGenerator<string> {
  const query = `WorkflowType = "${type}" AND ExecutionStatus = "Running" AND WorkflowId STARTS_WITH "${idPrefix}"`;
  for await (const { workflowId } of temporal.workflow.list({ query })) yield workflowId;
}
