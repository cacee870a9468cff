import type { Client, ScheduleExecutionResult } from '@temporalio/client';
import type { RunOutcome } from '../../copies/run-outcome.js';
import { describeRun } from '../describe-run.js';
import { inGroups } from '../in-groups.js';
import { readRunEnd } from '../run-end.js';
import type { RunExecution } from '../run-execution.js';

/** One run that a schedule started. */
export interface ScheduledRun extends RunExecution {
  /** ISO 8601: when it was due, its jitter included, or triggered. */
  readonly scheduledAt: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Null: the server no longer keeps it. */
  readonly outcome: RunOutcome | null;
  /** Why it failed or was ended, in a sentence; null: it was not. */
  readonly failure: string | null;
}

/** What became of the last runs of a schedule, newest first. */
export async function scheduleRuns(
  client: Client,
  actions: readonly ScheduleExecutionResult[],
  limit: number,
): Promise<ScheduledRun[]> {
  const newest = actions.toReversed().slice(0, limit);
  return inGroups(newest, async ({ action, scheduledAt, takenAt }) => {
    const { workflowId, firstExecutionRunId: runId } = action.workflow;
    const run = await describeRun(client, { workflowId, runId });
    const end = run === undefined ? undefined : await readRunEnd(client, run);
    return {
      workflowId,
      runId,
      scheduledAt: scheduledAt.toISOString(),
      startedAt: takenAt.toISOString(),
      outcome: end?.outcome ?? null,
      failure: end?.failure ?? null,
    };
  });
}
