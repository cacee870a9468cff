import { type Client, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import { type CopiesPage, copiesQuery } from '../../workflows/messages.js';
import type { CopyRecord } from '../copies/copy-record.js';
import { unpackRecords } from '../copies/packed-records.js';
import { describeRun } from './describe-run.js';
import { NoWorkerAnswered } from './no-worker-answered.js';
import type { RunExecution } from './run-execution.js';
import type { RegionResult, Timeline } from '../copies/region-result.js';

/** Copies a page of the `copies` query. */
const PAGE_SIZE = 2_000;
/** How long a worker may take for a page, ms. */
const ANSWER_WITHIN_MS = 20_000;

/** What a region's workflow tells. */
export interface ToldRegion {
  readonly records: CopyRecord[];
  /** Absent from an earlier version. */
  readonly timeline?: Timeline | undefined;
}

/**
 * The copies of one target region, and when it waited: the result of its workflow when that has ended, which needs no worker, else what it
 * answers when asked. `undefined`: it ended without telling, or is no longer kept.
 *
 * @param region the region workflow's id and its first run, which continues as new.
 * @throws NoWorkerAnswered when it is under way and no worker answers.
 */
export async function regionRecords(client: Client, region: RunExecution): Promise<ToldRegion | undefined> {
  const latest = await describeRun(client, { workflowId: region.workflowId });
  const isUnderWay = latest?.status.name === 'RUNNING' && firstRunId(latest) === region.runId;
  return isUnderWay ? askRegion(client, latest) : readResult(client, region);
}

async function readResult(client: Client, { workflowId, runId }: RunExecution): Promise<ToldRegion | undefined> {
  try {
    const result: RegionResult = await client.workflow.getHandle(workflowId, runId).result();
    return { records: unpackRecords(result.records), timeline: result.timeline };
  } catch (error) {
    if (error instanceof WorkflowFailedError || error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Asks one run, so that all pages are of one time even when it continues as new meanwhile. */
async function askRegion(client: Client, { workflowId, runId }: RunExecution): Promise<ToldRegion> {
  const handle = client.workflow.getHandle(workflowId, runId);
  const records: CopyRecord[] = [];
  for (;;) {
    const page = await ask(workflowId, () =>
      client.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
        handle.query<CopiesPage, [object]>(copiesQuery.name, { offset: records.length, limit: PAGE_SIZE }),
      ),
    );
    const rows = unpackRecords(page.copies);
    records.push(...rows);
    if (records.length >= page.total || rows.length === 0) return { records, timeline: page.timeline };
  }
}

async function ask<T>(workflowId: string, query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    throw new NoWorkerAnswered(workflowId, 'copies', error);
  }
}

function firstRunId({ raw, runId }: NonNullable<Awaited<ReturnType<typeof describeRun>>>): string {
  return raw.workflowExecutionInfo?.firstRunId ?? runId;
}
