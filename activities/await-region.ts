import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { askAgain } from './ask-again.js';

/** How often to look whether the region is free. */
const LOOK_EVERY_MS = 5_000;

/**
 * Waits until no workflow runs under a region's id. One that an ended run left behind is cancelled first, keeping its
 * copies: a reset or terminated run cannot finish it, and nobody else would.
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
    throw askAgain(
      `${workflowId} is still run by ${parentExecution?.workflowId ?? 'someone else'}`,
      'RegionBusy',
      LOOK_EVERY_MS,
    );
  };
}

/** `undefined` when the server knows no such workflow. */
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
