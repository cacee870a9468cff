import type { ScheduleDescription } from '@temporalio/client';
import { findSchedule } from '../../client/schedules/find-schedule.js';
import { nextStarts, noteOf } from '../../client/schedules/schedule-state.js';
import { pauseSchedule, resumeSchedule } from '../../client/schedules/steer-schedule.js';
import { storedFacts } from '../../client/schedules/stored-schedule.js';
import type { CliContext } from '../context.js';
import type { Output, OutputFlags } from '../flags.js';
import { printData, printJson } from '../print.js';
import { pausedText, timeTexts } from '../schedule-text.js';
import { withTemporal } from '../with-temporal.js';

export interface SchedulePauseFlags extends OutputFlags {
  readonly reason?: string;
}

export async function schedulePauseAction(
  context: CliContext,
  { reason, output }: SchedulePauseFlags,
  id: string,
): Promise<void> {
  await withTemporal(context, undefined, async (client) => {
    const schedule = await findSchedule(client, id);
    const changed = await pauseSchedule(client, schedule, reason);
    await printState(context, await findSchedule(client, id), changed, output);
  });
}

export async function scheduleResumeAction(context: CliContext, { output }: OutputFlags, id: string): Promise<void> {
  await withTemporal(context, undefined, async (client) => {
    const changed = await resumeSchedule(client, await findSchedule(client, id));
    await printState(context, await findSchedule(client, id), changed, output);
  });
}

/** Prints whether the schedule is paused now, and whether that is new. */
async function printState(
  context: CliContext,
  schedule: ScheduleDescription,
  changed: boolean,
  output: Output,
): Promise<void> {
  const { scheduleId, state } = schedule;
  const note = noteOf(schedule);
  if (output === 'json') return printJson(context, { scheduleId, paused: state.paused, note, changed });
  const already = changed ? 'is' : 'was already';
  if (state.paused) return printData(context, `${scheduleId} ${already} ${pausedText(scheduleId, note)}`);
  const [next] = timeTexts(nextStarts(schedule), storedFacts(schedule).timezone);
  printData(context, `${scheduleId} ${already} active; next time: ${next ?? 'none'}`);
}
