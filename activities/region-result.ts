import type { RegionResult } from '../src/copies/region-result.js';
import { type Client, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';

/** A region's workflow and its first run. */
export interface RegionExecution {
  readonly workflowId: string;
  readonly runId: string;
}

/** What a region's workflow that has ended returned; `undefined`: it was terminated, failed, or is no longer kept. */
export async function regionResult(
  temporal: Client,
  { workflowId, runId }: RegionExecution,
): Promise<RegionResult | undefined> {
  try {
    return await temporal.workflow.getHandle(workflowId, runId).result();
  } catch (error) {
    if (error instanceof WorkflowFailedError || error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** The activity by which a region that ended is taken up again, with all that is known of its copies. */
export function readRegionResult({ temporal }: { temporal: Client }) {
  return (execution: RegionExecution) => regionResult(temporal, execution);
}
