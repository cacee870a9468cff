import type { Client } from '@temporalio/client';
import { isPreview } from './not-a-preview.js';
import { RUN_WORKFLOW, type RunExecution } from './run-execution.js';

/** One run as the server lists it. */
export interface ListedRun extends RunExecution {
  /** `RUNNING`, `COMPLETED` (ready or partial), `FAILED`, `CANCELLED`, `TERMINATED`, `TIMED_OUT`. */
  readonly status: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Null: under way. */
  readonly finishedAt: string | null;
  readonly planDigest: string | null;
}

/**
 * Runs, newest first; previews are none. What the server lists lags by a second or so.
 *
 * @param limit at most so many; default 100.
 */
export async function listRuns(client: Client, limit = 100): Promise<ListedRun[]> {
  const runs: ListedRun[] = [];
  for await (const run of client.workflow.list({ query: `WorkflowType = "${RUN_WORKFLOW}"`, pageSize: limit })) {
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
    });
    if (runs.length === limit) break;
  }
  // The server puts those under way first.
  return runs.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}
