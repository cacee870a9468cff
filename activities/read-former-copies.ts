import { activityInfo, log } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { RegionMemory, RememberedCopy } from '../src/copies/region-memory.js';
import type { RegionResult } from '../src/copies/region-result.js';
import { endedRegion, recordsBeforeReset, regionResult } from '../src/executions/ended-region.js';
import { latestRun } from '../src/executions/latest-run.js';
import { type LatestExecution, rememberRegion } from '../src/executions/remember-region.js';
import { packList } from '../src/payload/packed-list.js';
import type { WorkflowExecution } from '../src/workflow-ids.js';

/** A region that begins. */
export interface FormerCopiesTask {
  readonly region: string;
  /** The region's earlier workflow in the same run. */
  readonly again?: WorkflowExecution;
  /** The latest execution of the region's workflow id before this one. Absent: there is none. */
  readonly previous?: LatestExecution;
}

/** What a region's workflow begins with. */
export interface FormerCopies {
  /** The records of an earlier workflow of the same run, which this one continues. */
  readonly former?: RegionResult;
  /** Else: what earlier runs of the plan left. */
  readonly memory?: RegionMemory;
}

/** A region can do without memory: what cannot be read must not hold it up for ever. */
const MAX_ATTEMPTS = 5;

/**
 * Reads what is known of a region's copies before it is surveyed. A region that is started again in the same run, or that a
 * person has reset, continues its own records; any other remembers what earlier runs of the plan left.
 */
export function readFormerCopies({ temporal }: { temporal: Client }) {
  return async (task: FormerCopiesTask): Promise<FormerCopies> => {
    const former = await ownRecords(temporal, task);
    return former === undefined ? { memory: packList(await memoryOrNone(temporal, task)) } : { former };
  };
}

async function ownRecords(temporal: Client, { again }: FormerCopiesTask): Promise<RegionResult | undefined> {
  const { workflowExecution } = activityInfo();
  const reset = workflowExecution && (await recordsBeforeReset(temporal, workflowExecution));
  if (reset !== undefined) return regionResult(reset);
  const run = again === undefined ? undefined : await latestRun(temporal, again);
  return run === undefined ? undefined : endedRegion(temporal, run);
}

async function memoryOrNone(
  temporal: Client,
  { region, previous }: FormerCopiesTask,
): Promise<readonly RememberedCopy[]> {
  if (previous === undefined) return [];
  try {
    return await rememberRegion(temporal, region, previous);
  } catch (error) {
    // Records of another version stay unreadable.
    if (!(error instanceof RangeError) && activityInfo().attempt < MAX_ATTEMPTS) throw error;
    log.warn('what earlier runs left in a region cannot be read, so it is surveyed without', {
      region,
      workflowId: previous.workflowId,
      error: String(error),
    });
    return [];
  }
}
