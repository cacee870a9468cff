import type { Client, ScheduleDescription } from '@temporalio/client';
import { whenInWords } from '../../plan/schedule-times.js';
import type { ScheduleFacts } from './schedule-facts.js';
import { type ScheduledRun, scheduleRuns } from './schedule-runs.js';
import { storedFacts } from './stored-facts.js';

/** The server keeps the last ten. */
const RUNS_SHOWN = 10;
const TIMES_SHOWN = 3;

/** All that is worth telling about a schedule. */
export interface ScheduleState extends ScheduleFacts {
  readonly scheduleId: string;
  /** `when` for people. */
  readonly inWords: string;
  readonly paused: boolean;
  /** Why it is paused, or was resumed; null: nobody said anything. */
  readonly note: string | null;
  /** ISO 8601; of a paused schedule, when it would start its runs if it were resumed. */
  readonly nextTimes: readonly string[];
  /** Newest first, at most ten. */
  readonly runs: readonly ScheduledRun[];
  readonly counts: {
    readonly started: number;
    /** Not started because the run before was still under way: no failure. */
    readonly skippedForOverlap: number;
    /** Not started because Temporal was away for longer than the catch-up window. */
    readonly missedCatchupWindow: number;
    /** Due and not started yet. */
    readonly waiting: number;
  };
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
    runs: await scheduleRuns(client, info.recentActions, RUNS_SHOWN),
    counts: {
      started: info.numActionsTaken,
      skippedForOverlap: info.numActionsSkippedOverlap,
      missedCatchupWindow: info.numActionsMissedCatchupWindow,
      waiting: Number(raw.info?.bufferSize ?? 0),
    },
  };
}

/** The server says that there is no note by an empty one. */
export function noteOf({ state: { note } }: { readonly state: { readonly note?: string } }): string | null {
  return note === undefined || note === '' ? null : note;
}

/** ISO 8601, the next three, as the server tells them. */
export function nextStarts({ info }: { readonly info: { readonly nextActionTimes: readonly Date[] } }): string[] {
  return info.nextActionTimes.slice(0, TIMES_SHOWN).map((at) => at.toISOString());
}
