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
 * The workflow id of a run of the plan that is under way, or of one of its regions: started by hand, by a schedule, or
 * under an id of its own once a region of it works. `null`: there is none. All but the first are known by the server's
 * list, which lags by a second or so; what must not happen is guarded by the regions' ids.
 *
 * @param plan its name.
 */
export function findRunUnderWay({ temporal }: { temporal: Client }) {
  return async (plan: string): Promise<string | null> => {
    const root = runWorkflowId(plan);
    if (await isRunning(temporal, root)) return root;
    for await (const id of listed(temporal, RUN_WORKFLOW, scheduledRunPrefix(plan))) {
      // Another plan's name may begin with this one's.
      if (isScheduledRunOf(plan, id) && (await isRunning(temporal, id))) return id;
    }
    for await (const id of listed(temporal, REGION_WORKFLOW, regionWorkflowId(plan, ''))) {
      if (await isRunning(temporal, id)) return id;
    }
    return null;
  };
}

/** The list may still show one as running that has just ended: the workflow itself is asked. */
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
