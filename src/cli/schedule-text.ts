import type { ScheduleChange, ScheduleFacts } from '../client/schedules/schedule-facts.js';
import { whenInWords, zonedText } from '../plan/schedule-times.js';
import { printable } from '../safe-text.js';
import { plainTable } from '../report/report-table.js';
import type { ScheduleState } from '../client/schedules/schedule-state.js';

type Times = Pick<ScheduleFacts, 'when' | 'timezone' | 'jitter'>;

/** `At 03:00, Monday through Friday (cron 0 3 * * 1-5), Asia/Shanghai, up to 5m later`. */
export function whenText({ when, timezone, jitter }: Times): string {
  const words = whenInWords(when);
  return [
    words === when ? when : `${words} (${when})`,
    // Intervals are counted in UTC, whatever the time zone.
    ...(when.startsWith('every ') ? [] : [timezone]),
    ...(jitter === null ? [] : [`up to ${jitter} later`]),
  ].join(', ');
}

/** Each time in the time zone of the schedule and in UTC. @param times ISO 8601. */
export function timeTexts(times: readonly string[], timezone: string): string[] {
  return times.map((time) => {
    const at = Date.parse(time);
    const utc = new Date(at).toISOString().replace('.000Z', 'Z');
    const zoned = zonedText(timezone, at);
    return zoned.endsWith('+00:00') ? utc : `${zoned}  ${utc}`;
  });
}

/** `timezone: UTC → Asia/Shanghai`. */
export function changeText({ field, from, to }: ScheduleChange): string {
  return printable(`${field}: ${factText(from)} → ${factText(to)}`);
}

/** The value of a fact; null is `none`. */
function factText(value: ScheduleChange['from']): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.join(', ');
  return Object.entries(value)
    .map(([name, given]) => `${name}=${given}`)
    .join(', ');
}

/** A paused schedule says so wherever it is shown, and how to resume it. */
export function pausedText(scheduleId: string, note: string | null): string {
  const why = note === null ? '' : ` (${printable(note)})`;
  return `paused${why}: it starts no runs until \`eci-replicator schedule resume ${scheduleId}\``;
}

/** A schedule as `schedule describe` prints it. */
export function scheduleStateText(state: ScheduleState): string {
  const { scheduleId, planDigest, follow, vars, regions, paused, note, nextTimes, timezone } = state;
  const plan = follow === null ? `digest ${factText(planDigest)}` : `file ${follow} of the worker, read by each run`;
  const lines = [
    `${scheduleId}: ${whenText(state)}`,
    ...(paused ? [pausedText(scheduleId, note)] : note === null ? [] : [`note: ${note}`]),
    `plan: ${plan}`,
    ...(vars === null ? [] : [`vars: ${factText(vars)}`]),
    ...(regions === null ? [] : [`regions: ${factText(regions)}`]),
    `task queue: ${state.taskQueue}`,
    `if the previous run is under way: ${state.overlap}; catch-up window: ${state.catchupWindow}; paused by a failed run: ${factText(state.pauseOnFailure)}`,
    paused ? 'next times, once it is resumed:' : 'next times:',
    ...timeTexts(nextTimes, timezone).map((time) => `  ${time}`),
    ...(nextTimes.length === 0 ? ['  none'] : []),
    countsText(state),
  ].map(printable);
  return [...lines, ...(state.runs.length === 0 ? [] : ['', runsTable(state)])].join('\n');
}

/** A skipped run is not a failure: it would have requested the same copies as the run under way. */
function countsText({ counts }: ScheduleState): string {
  return [
    `${counts.started} started`,
    `${counts.skippedForOverlap} skipped because the previous run was still under way (not a failure)`,
    `${counts.missedCatchupWindow} missed because Temporal was down for longer than the catch-up window`,
    ...(counts.waiting === 0 ? [] : [`${counts.waiting} waiting to start`]),
  ].join(', ');
}

function runsTable({ runs }: ScheduleState): string {
  const rows = runs.map(({ scheduledAt, outcome, workflowId, failure }) =>
    [scheduledAt, outcome ?? 'no longer kept', workflowId, failure ?? ''].map(printable),
  );
  return plainTable(['scheduled', 'outcome', 'workflow', 'why'], rows);
}
