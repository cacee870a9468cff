import type { ScheduleDescription } from '@temporalio/client';
import type { CliContext } from './context.js';
import type { Output } from './output-flag.js';
import { printData, printJson } from './print.js';

/** Whether a schedule is paused now, and whether that is new. */
export async function printPaused(
  context: CliContext,
  schedule: ScheduleDescription,
  changed: boolean,
  output: Output,
): Promise<void> {
  const [{ nextStarts, noteOf }, { storedFacts }, text] = await Promise.all([
    import('../client/schedules/schedule-state.js'),
    import('../client/schedules/stored-facts.js'),
    import('./schedule-text.js'),
  ]);
  const { scheduleId, state } = schedule;
  const note = noteOf(schedule);
  if (output === 'json') return printJson(context, { scheduleId, paused: state.paused, note, changed });
  const already = changed ? 'is' : 'was already';
  if (state.paused) return printData(context, `${scheduleId} ${already} ${text.pausedText(scheduleId, note)}`);
  const [next] = text.timeTexts(nextStarts(schedule).map(Date.parse), storedFacts(schedule).timezone);
  printData(context, `${scheduleId} ${already} active; next time: ${next ?? 'none'}`);
}
