import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { describeRun } from '../src/executions/describe-run.js';
import { isUnderWay, type WorkflowExecution } from '../src/workflow-ids.js';
import { retryLater } from './attempt.js';

/** How often to check whether the region is free. */
const CHECK_EVERY_MS = 5_000;

/**
 * Waits until no workflow runs under a region's id. One that an ended run left behind is first cancelled, which keeps its
 * copies: a run that was reset or terminated cannot end it, and nothing else would.
 */
export function awaitRegion({ temporal }: { temporal: Client }) {
  return async (workflowId: string): Promise<void> => {
    const running = await describeRun(temporal, { workflowId });
    if (running === undefined || !isUnderWay(running)) return;

    const { parentExecution } = running;
    if (parentExecution != null && !(await isRunUnderWay(temporal, parentExecution))) {
      await temporal.workflow.getHandle(workflowId, running.runId).cancel();
    }
    const owner = parentExecution?.workflowId;
    const words = owner == null ? 'and no run started it' : `for ${owner}`;
    throw retryLater(`${workflowId} is still running ${words}`, 'RegionBusy', CHECK_EVERY_MS);
  };
}

/** Whether that very run is under way: one that was reset continues with another run id, and has other regions. */
async function isRunUnderWay(
  temporal: Client,
  { workflowId, runId }: NonNullable<WorkflowExecutionDescription['parentExecution']>,
): Promise<boolean> {
  if (workflowId == null) return false;
  const run = await describeRun(temporal, { workflowId, runId: runId ?? undefined });
  return run !== undefined && isUnderWay(run);
}

/**
 * The latest execution of a region's workflow id, whether it replicated or pruned: the region's next workflow remembers what
 * it left. `null`: the server keeps none. It may still be under way, and then no other can start.
 */
export function latestExecution({ temporal }: { temporal: Client }) {
  return async (workflowId: string): Promise<WorkflowExecution | null> => {
    const latest = await describeRun(temporal, { workflowId });
    return latest === undefined ? null : { workflowId, runId: latest.runId };
  };
}
