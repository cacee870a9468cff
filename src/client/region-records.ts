import type { Client } from '@temporalio/client';
import { type CopiesPage, copiesQuery } from '../../workflows/messages.js';
import type { CopyRecord } from '../copies/copy-record.js';
import { unpackRecords } from '../copies/packed-records.js';
import type { PartialView, Timeline } from '../copies/region-result.js';
import { endedRegion } from '../executions/ended-region.js';
import { latestRun } from '../executions/latest-run.js';
import { isUnderWay, type WorkflowExecution } from '../workflow-ids.js';
import { noAnswer } from './status/no-answer.js';

/** Copies per page of the `copies` query. */
const PAGE_SIZE = 2_000;
/** How long a worker may take to answer with a page, ms. */
const QUERY_TIMEOUT_MS = 20_000;

/** The copies of one target region, and how its time was spent. */
export interface RecordedRegion {
  readonly records: CopyRecord[];
  /** Absent if an earlier version recorded the region. */
  readonly timeline?: Timeline | undefined;
  /** What the last survey showed. Absent: the whole region, or the region is under way. */
  readonly partial?: PartialView | undefined;
}

/**
 * Reads the copies of one target region: from the result of its workflow once that has ended, which needs no worker, else
 * by querying it. If a person terminated it, what it bought is read from its history; if a person reset it, the run that
 * came of that counts. `undefined` if it ended before it began to request copies, or is no longer kept.
 *
 * @param region the workflow id of the region, and the run id of its first run: it may have continued as new.
 * @throws NoWorkerAnswered if the region is under way and no worker answers; TemporalUnreachable.
 */
export async function regionRecords(client: Client, region: WorkflowExecution): Promise<RecordedRegion | undefined> {
  const run = await latestRun(client, region);
  if (run === undefined) return undefined;
  if (isUnderWay(run)) return queryRecords(client, run);
  const ended = await endedRegion(client, run);
  if (ended === undefined) return undefined;
  const { records, timeline, partial } = ended;
  return { records: unpackRecords(records), timeline, partial };
}

/** Queries one run by its run id, so that all pages are of the same run even if the workflow continues as new meanwhile. */
async function queryRecords(client: Client, { workflowId, runId }: WorkflowExecution): Promise<RecordedRegion> {
  const handle = client.workflow.getHandle(workflowId, runId);
  const records: CopyRecord[] = [];
  const queryPage = () =>
    handle.query<CopiesPage, [object]>(copiesQuery.name, { offset: records.length, limit: PAGE_SIZE });
  for (;;) {
    const page = await withWorker(client, workflowId, () =>
      client.withDeadline(Date.now() + QUERY_TIMEOUT_MS, queryPage),
    );
    const rows = unpackRecords(page.copies);
    records.push(...rows);
    if (records.length >= page.total || rows.length === 0) return { records, timeline: page.timeline };
  }
}

async function withWorker<T>(client: Client, workflowId: string, query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    throw await noAnswer(client, workflowId, 'copies query', error);
  }
}
