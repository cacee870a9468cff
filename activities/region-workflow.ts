import { activityInfo, log } from '@temporalio/activity';
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { unpackRecords } from '../src/copies/packed-records.js';
import type { RegionMemory, RememberedCopy } from '../src/copies/region-memory.js';
import type { RegionResult } from '../src/copies/region-result.js';
import { describeRun } from '../src/executions/describe-run.js';
import { endedRegion, recordsBeforeReset, regionResult } from '../src/executions/ended-region.js';
import { latestRun } from '../src/executions/latest-run.js';
import { type LatestExecution, rememberRegion } from '../src/executions/remember-region.js';
import { packList } from '../src/payload/packed-list.js';
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

async function isRunUnderWay(temporal: Client, parent: ParentExecution): Promise<boolean> {
  const run = await runOf(temporal, parent);
  return run !== undefined && isUnderWay(run);
}

type ParentExecution = NonNullable<WorkflowExecutionDescription['parentExecution']>;

/** That very run: one that was reset continues with another run id, and has other regions. */
async function runOf(
  temporal: Client,
  { workflowId, runId }: ParentExecution,
): Promise<WorkflowExecutionDescription | undefined> {
  return workflowId == null ? undefined : describeRun(temporal, { workflowId, runId: runId ?? undefined });
}

/** What is to be known before a region is started. */
export interface LatestRegion {
  /** Whether no workflow runs under its id. A region that is started before would not know what that one leaves. */
  readonly isFree: boolean;
  /** The latest execution of its workflow id, whether it replicated or pruned. Absent: the server keeps none. */
  readonly previous?: WorkflowExecution;
}

/**
 * The latest execution of a region's workflow id: the region's next workflow remembers what it left.
 *
 * A run that was cancelled may still delete what its regions requested: until it has ended, the next one waits, which would
 * otherwise adopt copies that are about to be deleted.
 */
export function latestExecution({ temporal }: { temporal: Client }) {
  return async (workflowId: string): Promise<LatestRegion> => {
    const latest = await describeRun(temporal, { workflowId });
    if (latest === undefined) return { isFree: true };
    if (isUnderWay(latest)) return { isFree: false };
    const { runId, parentExecution } = latest;
    const run = parentExecution == null ? undefined : await runOf(temporal, parentExecution);
    if (run !== undefined && isUnderWay(run) && run.raw.workflowExtendedInfo?.cancelRequested === true) {
      throw retryLater(`${run.workflowId} was cancelled and has not ended`, 'RegionBusy', CHECK_EVERY_MS);
    }
    return { isFree: true, previous: { workflowId, runId } };
  };
}

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
    const former = await orWithout(task, Number.POSITIVE_INFINITY, () => ownRecords(temporal, task));
    if (former !== undefined) return { former };
    return { memory: packList((await orWithout(task, MAX_ATTEMPTS, () => memoryOf(temporal, task))) ?? []) };
  };
}

async function ownRecords(temporal: Client, { again }: FormerCopiesTask): Promise<RegionResult | undefined> {
  const { workflowExecution } = activityInfo();
  const reset = workflowExecution && (await recordsBeforeReset(temporal, workflowExecution));
  if (reset !== undefined) return regionResult(reset);
  const run = again === undefined ? undefined : await latestRun(temporal, again);
  const former = run === undefined ? undefined : await endedRegion(temporal, run);
  // The workflow could not continue with records that it cannot read.
  if (former !== undefined) unpackRecords(former.records);
  return former;
}

async function memoryOf(
  temporal: Client,
  { region, previous }: FormerCopiesTask,
): Promise<readonly RememberedCopy[] | undefined> {
  return previous === undefined ? undefined : rememberRegion(temporal, region, previous);
}

/**
 * `undefined`, with a warning, if nothing can be read after so many attempts. Records of another version stay unreadable
 * however often they are read.
 */
async function orWithout<T>(
  { region }: FormerCopiesTask,
  maxAttempts: number,
  read: () => Promise<T | undefined>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof RangeError) && activityInfo().attempt < maxAttempts) throw error;
    log.warn('what is known of the copies in a region cannot be read, so it is surveyed without', {
      region,
      error: String(error),
    });
    return undefined;
  }
}
