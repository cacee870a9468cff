import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { replicationOutcome, replicationPlan } from '../search-attributes/keys.js';
import { isPreview } from './not-a-preview.js';
import type { RunExecution } from './run-execution.js';
import { RUN_WORKFLOW } from '../workflow-ids.js';

/** One run as the server lists it. */
export interface ListedRun extends RunExecution {
  /** `RUNNING`, `COMPLETED` (ready or partial), `FAILED`, `CANCELLED`, `TERMINATED`, `TIMED_OUT`. */
  readonly status: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Null: under way. */
  readonly finishedAt: string | null;
  readonly planDigest: string | null;
  /** The plan's name. Null where the namespace has not registered the search attributes. */
  readonly plan: string | null;
  /** A `RunOutcome`, which tells `ready` from `partial`. Null likewise, and for a run that was terminated. */
  readonly outcome: string | null;
}

/** The memo of a run that was steered a hundred times takes some 90 KB, and an answer at most four megabytes. */
const PAGE_SIZE = 25;

/**
 * Runs, newest first; previews are none. What the server lists lags by a second or so.
 *
 * @param limit at most so many; default 100.
 */
export async function listRuns(client: Client, limit = 100): Promise<ListedRun[]> {
  const runs: ListedRun[] = [];
  for await (const run of client.workflow.list({
    query: `WorkflowType = "${RUN_WORKFLOW}"`,
    pageSize: Math.min(limit, PAGE_SIZE),
  })) {
    if (isPreview(run)) continue;
    const { workflowId, runId, status, startTime, closeTime, memo } = run;
    const digest = memo?.['planDigest'];
    runs.push({
      workflowId,
      runId,
      status: status.name,
      startedAt: startTime.toISOString(),
      finishedAt: closeTime?.toISOString() ?? null,
      planDigest: typeof digest === 'string' ? digest : null,
      plan: run.typedSearchAttributes.get(replicationPlan) ?? null,
      outcome: outcomeOf(run),
    });
    if (runs.length === limit) break;
  }
  // The server puts those under way first.
  return runs.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

/** One that was terminated could not say so any more. */
function outcomeOf({ status, typedSearchAttributes }: WorkflowExecutionInfo): string | null {
  const outcome = typedSearchAttributes.get(replicationOutcome) ?? null;
  return outcome === 'running' && status.name !== 'RUNNING' && status.name !== 'PAUSED' ? null : outcome;
}
