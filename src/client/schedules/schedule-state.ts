import type { Client, ScheduleDescription, ScheduleExecutionResult, ScheduleSummary } from '@temporalio/client';
import { whenInWords } from '../../plan/schedule-times.js';
import type { RunOutcome } from '../../copies/run-outcome.js';
import type { WorkflowExecution } from '../../workflow-ids.js';
import { describeRun } from '../../executions/describe-run.js';
import { inGroups } from '../in-groups.js';
import { readRunEnd } from '../run-end.js';
import { startsRuns } from './find-schedule.js';
import type { ScheduleFacts } from './schedule-facts.js';
import { storedFacts, storedWhen } from './stored-schedule.js';

/** The server keeps the last ten. */
const RUNS_SHOWN = 10;
const TIMES_SHOWN = 3;

/** Everything about a schedule that is worth showing. */
export interface ScheduleState extends ScheduleFacts {
  readonly scheduleId: string;
  /** `when` as a sentence. */
  readonly inWords: string;
  readonly paused: boolean;
  /** Why it was paused or resumed; null if no reason was given. */
  readonly note: string | null;
  /** ISO 8601; for a paused schedule, the times at which it would start runs if it were resumed. */
  readonly nextTimes: readonly string[];
  /** At most ten, newest first. */
  readonly runs: readonly ScheduledRun[];
  readonly counts: {
    readonly started: number;
    /** Not started because the previous run was still under way, which is not a failure. */
    readonly skippedForOverlap: number;
    /** Not started because Temporal was down for longer than the catch-up window. */
    readonly missedCatchupWindow: number;
    /** Due, and not started yet. */
    readonly waiting: number;
  };
}

/** A run that a schedule started. */
export interface ScheduledRun extends WorkflowExecution {
  /** ISO 8601: when it was due, including jitter, or was triggered. */
  readonly scheduledAt: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Null if the server no longer keeps the run. */
  readonly outcome: RunOutcome | null;
  /** Why the run failed or was ended, in a sentence; else null. */
  readonly failure: string | null;
}

export async function scheduleState(client: Client, schedule: ScheduleDescription): Promise<ScheduleState> {
  const { scheduleId, state, info, raw } = schedule;
  const facts = storedFacts(schedule);
  return {
    scheduleId,
    ...facts,
    inWords: whenInWords(facts.when),
    paused: state.paused,
    note: noteOf(schedule),
    nextTimes: nextStarts(schedule),
    runs: await latestRuns(client, info.recentActions, RUNS_SHOWN),
    counts: {
      started: info.numActionsTaken,
      skippedForOverlap: info.numActionsSkippedOverlap,
      missedCatchupWindow: info.numActionsMissedCatchupWindow,
      waiting: Number(raw.info?.bufferSize ?? 0),
    },
  };
}

/** The note; null if it is empty, which is how the server says that there is none. */
export function noteOf({ state: { note } }: { readonly state: { readonly note?: string } }): string | null {
  return note === undefined || note === '' ? null : note;
}

/** The next three times according to the server, ISO 8601. */
export function nextStarts({ info }: { readonly info: { readonly nextActionTimes: readonly Date[] } }): string[] {
  return info.nextActionTimes.slice(0, TIMES_SHOWN).map((at) => at.toISOString());
}

/** A schedule as the server lists it. */
export interface ListedSchedule extends Pick<ScheduleState, 'scheduleId' | 'when' | 'timezone' | 'paused' | 'note'> {
  /** ISO 8601; null if there is no next time. */
  readonly nextTime: string | null;
  readonly lastRun: ScheduledRun | null;
}

/** The schedules that start runs, sorted by id. The server's list lags by about a second. */
export async function listSchedules(client: Client): Promise<ListedSchedule[]> {
  const found: ScheduleSummary[] = [];
  for await (const schedule of client.schedule.list()) if (startsRuns(schedule)) found.push(schedule);
  const listed = await inGroups(found, async (schedule): Promise<ListedSchedule> => {
    const { scheduleId, spec, state, info } = schedule;
    const [lastRun] = await latestRuns(client, info.recentActions, 1);
    return {
      scheduleId,
      when: storedWhen(spec ?? {}),
      timezone: spec?.timezone ?? 'UTC',
      paused: state.paused,
      note: noteOf(schedule),
      nextTime: nextStarts(schedule)[0] ?? null,
      lastRun: lastRun ?? null,
    };
  });
  return listed.toSorted((a, b) => (a.scheduleId < b.scheduleId ? -1 : 1));
}

/** The latest runs of a schedule and how each ended, newest first. */
async function latestRuns(
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
