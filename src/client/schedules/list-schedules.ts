import type { Client, ScheduleSummary } from '@temporalio/client';
import { inGroups } from '../in-groups.js';
import { startsRuns } from './find-schedule.js';
import { type ScheduledRun, scheduleRuns } from './schedule-runs.js';
import { nextStarts, noteOf } from './schedule-state.js';
import { storedWhen } from './stored-when.js';

/** One schedule as the server lists it. */
export interface ListedSchedule {
  readonly scheduleId: string;
  /** `cron 0 3 * * *`, `every 6h` or `set by hand`. */
  readonly when: string;
  readonly timezone: string;
  readonly paused: boolean;
  readonly note: string | null;
  /** ISO 8601; null: none comes. */
  readonly nextTime: string | null;
  readonly lastRun: ScheduledRun | null;
}

/** The schedules that start runs, by id. What the server lists lags by a second or so. */
export async function listSchedules(client: Client): Promise<ListedSchedule[]> {
  const found: ScheduleSummary[] = [];
  for await (const schedule of client.schedule.list()) if (startsRuns(schedule)) found.push(schedule);
  const listed = await inGroups(found, async (schedule): Promise<ListedSchedule> => {
    const { scheduleId, spec, state, info } = schedule;
    const [lastRun] = await scheduleRuns(client, info.recentActions, 1);
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
