import type { ScheduleState } from '../client/schedules/schedule-state.js';
import { plainTable } from '../report/report-table.js';
import { printable } from '../report/safe-text.js';
import { factText, pausedText, timeTexts, whenText } from './schedule-text.js';

/** A schedule as `schedule describe` prints it. */
export function scheduleStateText(state: ScheduleState): string {
  const { scheduleId, planDigest, follow, vars, regions, paused, note, nextTimes, timezone } = state;
  const plan = follow === null ? `digest ${factText(planDigest)}` : `file ${follow} of the worker, read at each run`;
  const lines = [
    `${scheduleId}: ${whenText(state)}`,
    ...(paused ? [pausedText(scheduleId, note)] : note === null ? [] : [`note: ${note}`]),
    `plan: ${plan}`,
    ...(vars === null ? [] : [`vars: ${factText(vars)}`]),
    ...(regions === null ? [] : [`regions: ${factText(regions)}`]),
    `task queue: ${state.taskQueue}`,
    `when the run before is under way: ${state.overlap}; catch-up window: ${state.catchupWindow}; a failed run pauses it: ${factText(state.pauseOnFailure)}`,
    paused ? 'next times, once it is resumed:' : 'next times:',
    ...timeTexts(nextTimes.map(Date.parse), timezone).map((time) => `  ${time}`),
    ...(nextTimes.length === 0 ? ['  none'] : []),
    countsText(state),
  ].map(printable);
  return [...lines, ...(state.runs.length === 0 ? [] : ['', runsTable(state)])].join('\n');
}

/** A run that was skipped for the one before is no failure: it would have asked for the same copies. */
function countsText({ counts }: ScheduleState): string {
  return [
    `${counts.started} started`,
    `${counts.skippedForOverlap} skipped because the run before was still under way (no failure)`,
    `${counts.missedCatchupWindow} missed because Temporal was away for longer than the catch-up window`,
    ...(counts.waiting === 0 ? [] : [`${counts.waiting} waiting to start`]),
  ].join(', ');
}

function runsTable({ runs }: ScheduleState): string {
  const rows = runs.map(({ scheduledAt, outcome, workflowId, failure }) =>
    [scheduledAt, outcome ?? 'no longer kept', workflowId, failure ?? ''].map(printable),
  );
  return plainTable(['scheduled', 'outcome', 'workflow', 'why'], rows);
}
