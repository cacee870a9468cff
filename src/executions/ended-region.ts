import {
  type Client,
  WorkflowContinuedAsNewError,
  type WorkflowExecutionInfo,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { z } from 'zod';
import { countRecords } from '../copies/counts.js';
import type { CopyRecord } from '../copies/copy-record.js';
import { type PackedRecords, packRecords, unpackRecords } from '../copies/packed-records.js';
import { RebuiltRecords } from '../copies/region-history.js';
import type { RegionResult } from '../copies/region-result.js';
import { fitReasons } from '../payload/fit-reasons.js';
import { isUnderWay, REGION_WORKFLOW, type WorkflowExecution } from '../workflow-ids.js';
import { decodedPayload, type HistoryEvent, historyEvents } from './history.js';
import { latestRun } from './latest-run.js';
import { RegionEvents } from './region-events.js';

/** As the server describes or lists it. */
export type RegionRun = Pick<WorkflowExecutionInfo, 'workflowId' | 'runId' | 'type' | 'status'>;

/** A region with two thousand copies starts with half a megabyte, and as much may follow in the next events. */
const PAGES = { pageSize: 20 };

/**
 * The records of a region's workflow: its result; or, if it was terminated or has failed, what its history says that it
 * bought. `undefined` if it never got as far as requesting anything, was a preview that was lost, or is no longer kept.
 *
 * @param run the last one of the workflow, see `latestRun`.
 * @throws RangeError if this version cannot read the records.
 */
export async function endedRegion(client: Client, run: RegionRun): Promise<RegionResult | undefined> {
  if (run.type !== REGION_WORKFLOW) return undefined;
  // One that a person has reset may run again, without a run that waits for it.
  const result = isUnderWay(run) ? undefined : await resultOf(client, run);
  if (result !== undefined) return result;
  const records = await recordsInHistory(client, run);
  return records === undefined ? undefined : regionResult(records);
}

/** The result of a region's workflow, had it ended with these records. */
export function regionResult(records: readonly CopyRecord[]): RegionResult {
  return fitReasons((reasonLength) => ({
    counts: countRecords(records),
    records: packRecords(records, { reasonLength }),
  }));
}

async function resultOf(client: Client, { workflowId, runId }: WorkflowExecution): Promise<RegionResult | undefined> {
  try {
    return await client.workflow.getHandle(workflowId, runId, { followRuns: false }).result();
  } catch (error) {
    const isWithout = error instanceof WorkflowFailedError || error instanceof WorkflowContinuedAsNewError;
    if (isWithout || error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

const regionInput = z.object({
  records: z.custom<PackedRecords>(),
  dryRun: z.boolean().optional(),
  carried: z.unknown().optional(),
  again: z.object({ workflowId: z.string(), runId: z.string() }).optional(),
});

/**
 * Rebuilds the records of a region from the history of one run, which begins with all that the runs before it knew.
 * `undefined` if it did not get as far as reading that: nothing is requested before.
 */
async function recordsInHistory(client: Client, run: WorkflowExecution): Promise<CopyRecord[] | undefined> {
  const events = new RegionEvents(client, run);
  const rebuilt = new RebuiltRecords();
  let again: WorkflowExecution | undefined;
  let isInformed = false;
  for await (const event of historyEvents(client, run, PAGES)) {
    const started = event.workflowExecutionStartedEventAttributes;
    if (started != null) {
      const input = regionInput.safeParse(await decodedPayload(client, run, started.input?.payloads));
      if (!input.success || input.data.dryRun === true) return undefined;
      rebuilt.add({ kind: 'began', records: unpackRecords(input.data.records) });
      ({ again } = input.data);
      isInformed = input.data.carried !== undefined;
    }
    const base = await recordsOfBase(client, run, event);
    const found = base === undefined ? await events.read(event) : ({ kind: 'began', records: base } as const);
    if (found !== undefined) rebuilt.add(found);
    isInformed ||= found?.kind === 'began' || found?.kind === 'remembered';
  }
  if (isInformed) return rebuilt.records;
  const continued = again === undefined ? undefined : await latestRun(client, again);
  const former = continued === undefined ? undefined : await endedRegion(client, continued);
  return former === undefined ? undefined : unpackRecords(former.records);
}

/** If a person reset this run: the records of the one that it was reset from, which went on beyond the point of the reset. */
export async function recordsBeforeReset(client: Client, run: WorkflowExecution): Promise<CopyRecord[] | undefined> {
  for await (const event of historyEvents(client, run, { ...PAGES, maxPages: 1 })) {
    const records = await recordsOfBase(client, run, event);
    if (records !== undefined) return records;
  }
  return undefined;
}

/** A run that was reset begins with the first events of another, which went on after them. */
async function recordsOfBase(
  client: Client,
  { workflowId }: WorkflowExecution,
  { workflowTaskFailedEventAttributes: failed }: HistoryEvent,
): Promise<CopyRecord[] | undefined> {
  const runId = failed?.failure?.resetWorkflowFailureInfo == null ? undefined : failed.baseRunId;
  return runId ? recordsInHistory(client, { workflowId, runId }) : undefined;
}
