import {
  type Client,
  type WorkflowExecutionDescription,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { RegionResult } from '../src/copies/region-result.js';
import type { WorkflowExecution } from '../src/workflow-ids.js';
import { retryLater } from './attempt.js';

/** How often to check whether the region is free. */
const CHECK_EVERY_MS = 5_000;

/**
 * Waits until no workflow runs under a region's id. One that an ended run left behind is first cancelled, which keeps its
 * copies: a run that was reset or terminated cannot end it, and nothing else would.
 */
export function awaitRegion({ temporal }: { temporal: Client }) {
  return async (workflowId: string): Promise<void> => {
    const running = await describe(temporal, workflowId);
    if (running?.status.name !== 'RUNNING') return;

    const { parentExecution } = running;
    const parent =
      parentExecution?.workflowId == null
        ? undefined
        : await describe(temporal, parentExecution.workflowId, parentExecution.runId ?? undefined);
    if (parentExecution != null && parent?.status.name !== 'RUNNING') {
      await temporal.workflow.getHandle(workflowId, running.runId).cancel();
    }
    const owner = parentExecution?.workflowId;
    const words = owner == null ? 'and no run started it' : `for ${owner}`;
    throw retryLater(`${workflowId} is still running ${words}`, 'RegionBusy', CHECK_EVERY_MS);
  };
}

/** `undefined`: the server has no such workflow. */
async function describe(
  temporal: Client,
  workflowId: string,
  runId?: string,
): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await temporal.workflow.getHandle(workflowId, runId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Reads the result of a region's earlier workflow, so that a new one continues with everything known about its copies. */
export function readRegionResult({ temporal }: { temporal: Client }) {
  return (execution: WorkflowExecution) => regionResult(temporal, execution);
}

/**
 * The result of a region's workflow that has ended. `undefined`: it was terminated, has failed, or is no longer kept.
 *
 * @param execution its first run; the result of the last one is returned.
 */
export async function regionResult(
  temporal: Client,
  { workflowId, runId }: WorkflowExecution,
): Promise<RegionResult | undefined> {
  try {
    return await temporal.workflow.getHandle(workflowId, runId).result();
  } catch (error) {
    if (error instanceof WorkflowFailedError || error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
