import {
  type Client,
  type WorkflowExecutionDescription,
  type WorkflowExecutionInfo,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { z } from 'zod';
import { type Deletion, deletionSchema } from '../copies/deletion.js';
import { unpackRecords } from '../copies/packed-records.js';
import { type DeletedCopy, forgetDeleted, type RememberedCopy, rememberedCopies } from '../copies/region-memory.js';
import { unpackList } from '../payload/packed-list.js';
import { isUnderWay, PRUNE_REGION_WORKFLOW, REGION_WORKFLOW, type WorkflowExecution } from '../workflow-ids.js';
import { describeRun } from './describe-run.js';
import { endedRegion } from './ended-region.js';

/** How many executions of a region's workflow id are read at most: prunes, and regions that were lost before they began. */
const MAX_READ = 20;

/**
 * What the plan's earlier runs left in a region: from the last execution of its workflow that knows its copies, and from the
 * prunes since then. Empty if the namespace keeps none.
 *
 * @param latest the execution that is read first; those that ended before it follow.
 * @throws RangeError if this version cannot read the records.
 */
export async function rememberRegion(
  client: Client,
  region: string,
  latest: LatestExecution,
): Promise<readonly RememberedCopy[]> {
  const deleted: DeletedCopy[] = [];
  for await (const execution of endedExecutions(client, latest)) {
    if (execution.type === PRUNE_REGION_WORKFLOW) deleted.push(...(await prunedCopies(client, execution)));
    if (execution.type !== REGION_WORKFLOW) continue;
    const result = await endedRegion(client, execution);
    if (result === undefined) continue;
    const deletion = await deletionOf(client, region, execution);
    const own = rememberedCopies(unpackRecords(result.records), deletion);
    return forgetDeleted([...own, ...unpackList(result.remembered ?? [])], deleted);
  }
  return forgetDeleted([], deleted);
}

/** Without a run id: the latest of the workflow id, as the server knows it now. */
export type LatestExecution = Pick<WorkflowExecution, 'workflowId'> & Partial<WorkflowExecution>;
type Execution = WorkflowExecutionDescription | WorkflowExecutionInfo;

/** Newest first. The server's list lags by about a second, which does not matter to those before the latest. */
async function* endedExecutions(client: Client, { workflowId, runId }: LatestExecution): AsyncGenerator<Execution> {
  const latest = await describeRun(client, { workflowId, runId });
  if (latest !== undefined && !isUnderWay(latest)) yield latest;
  let read = 0;
  const query = `WorkflowId = "${workflowId}" AND CloseTime IS NOT NULL`;
  for await (const execution of client.workflow.list({ query, pageSize: MAX_READ })) {
    if (execution.runId === latest?.runId || isUnderWay(execution)) continue;
    yield execution;
    read += 1;
    if (read === MAX_READ) return;
  }
}

/** What was deleted in the region when its run was cancelled: the run notes it in its memo. */
async function deletionOf(
  client: Client,
  region: string,
  { parentExecution }: Execution,
): Promise<Deletion | undefined> {
  const workflowId = parentExecution?.workflowId;
  if (workflowId == null) return undefined;
  const run = await describeRun(client, { workflowId, runId: parentExecution?.runId ?? undefined });
  return z.object({ deleted: z.object({ [region]: deletionSchema }) }).safeParse(run?.memo).data?.deleted[region];
}

const pruneResult = z.object({
  deleting: z.boolean(),
  candidates: z.array(
    z.object({
      id: z.string(),
      source: z.string(),
      bucket: z.string(),
      path: z.string(),
      generation: z.number(),
    }),
  ),
  kept: z.array(z.object({ id: z.string() })),
});

async function prunedCopies(client: Client, { workflowId, runId }: Execution): Promise<DeletedCopy[]> {
  try {
    const handle = client.workflow.getHandle(workflowId, runId, { followRuns: false });
    const { data } = pruneResult.safeParse(await handle.result());
    if (data?.deleting !== true) return [];
    const kept = new Set(data.kept.map(({ id }) => id));
    return data.candidates.filter(({ id }) => !kept.has(id));
  } catch (error) {
    if (error instanceof WorkflowFailedError || error instanceof WorkflowNotFoundError) return [];
    throw error;
  }
}
