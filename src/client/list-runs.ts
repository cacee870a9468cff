import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { describeRun } from '../executions/describe-run.js';
import { replicationOutcome, replicationPlan } from '../search-attributes/keys.js';
import type { TaskFailure } from '../task-failure.js';
import { isUnderWay, RUN_WORKFLOW, type WorkflowExecution } from '../workflow-ids.js';
import { wasRefused } from './run-end.js';
import { isPreview, readRunMemo } from './run-memo.js';
import { taskFailuresOfRun } from './status/task-failures.js';

/** A run as the server lists it. */
export interface ListedRun extends WorkflowExecution {
  /** `RUNNING`, `PAUSED`, `COMPLETED` (ready or partial), `FAILED`, `CANCELLED`, `TERMINATED`, `TIMED_OUT`. */
  readonly status: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** ISO 8601; null while the run is under way. */
  readonly finishedAt: string | null;
  readonly planDigest: string | null;
  /** The plan's name; null if the search attributes are not registered in the namespace. */
  readonly plan: string | null;
  /** A `RunOutcome`, which tells `ready` from `partial`; null as for `plan`, and for a run that was terminated. */
  readonly outcome: string | null;
  /** Why the run or a region of it cannot continue; empty if all of them can. */
  readonly taskFailures: readonly TaskFailure[];
}

/** Runs per page. After a hundred controls a memo takes some 90 KB, and a response may take four megabytes. */
const PAGE_SIZE = 25;

/**
 * Runs without previews, and without those that were refused before they started anything; newest first. The server's list
 * lags by about a second.
 *
 * @param limit at most this many; default 100.
 */
export async function listRuns(client: Client, limit = 100): Promise<ListedRun[]> {
  const runs: ListedRun[] = [];
  for await (const run of client.workflow.list({
    query: `WorkflowType = "${RUN_WORKFLOW}"`,
    pageSize: Math.min(limit, PAGE_SIZE),
  })) {
    if (isPreview(run) || (await wasRefused(client, run))) continue;
    const { workflowId, runId, status, startTime, closeTime, memo } = run;
    runs.push({
      workflowId,
      runId,
      status: status.name,
      startedAt: startTime.toISOString(),
      finishedAt: closeTime?.toISOString() ?? null,
      planDigest: readRunMemo(memo).planDigest ?? null,
      plan: run.typedSearchAttributes.get(replicationPlan) ?? null,
      outcome: outcomeOf(run),
      taskFailures: isUnderWay(run) ? await taskFailures(client, run) : [],
    });
    if (runs.length === limit) break;
  }
  // The server lists runs under way first.
  return runs.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

/** What a list says of a workflow does not show whether its tasks fail. */
async function taskFailures(client: Client, run: WorkflowExecution): Promise<TaskFailure[]> {
  const described = await describeRun(client, run);
  return described === undefined ? [] : taskFailuresOfRun(client, described);
}

/** A terminated run could not update its search attribute, which still says `running`. */
function outcomeOf(run: WorkflowExecutionInfo): string | null {
  const outcome = run.typedSearchAttributes.get(replicationOutcome) ?? null;
  return outcome === 'running' && !isUnderWay(run) ? null : outcome;
}
