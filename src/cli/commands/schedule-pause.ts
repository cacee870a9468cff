import { buildCommand } from '@stricli/core';
import type { ScheduleDescription } from '@temporalio/client';
import type { CliContext } from '../context.js';
import { type Output, type OutputFlags, outputFlag, scheduleIdParameter } from '../flags.js';
import { printData, printJson } from '../print.js';
import { withTemporal } from '../with-temporal.js';

interface Flags extends OutputFlags {
  readonly reason?: string;
}

export const schedulePauseCommand = buildCommand<Flags, [id: string], CliContext>({
  async func({ reason, output }, id) {
    const [{ findSchedule }, { pauseSchedule }] = await Promise.all([
      import('../../client/schedules/find-schedule.js'),
      import('../../client/schedules/steer-schedule.js'),
    ]);
    await withTemporal(this, undefined, async (client) => {
      const schedule = await findSchedule(client, id);
      const changed = await pauseSchedule(client, schedule, reason);
      await printState(this, await findSchedule(client, id), changed, output);
    });
  },
  parameters: {
    flags: {
      reason: {
        kind: 'parsed',
        parse: parseReason,
        optional: true,
        placeholder: 'TEXT',
        brief: 'Why; shown wherever the schedule is shown',
      },
      ...outputFlag,
    },
    positional: scheduleIdParameter,
  },
  docs: {
    brief: 'Pause a schedule: it starts no runs until it is resumed; a run under way continues',
    fullDescription: [
      'Pauses a schedule. Applying the plan again does not resume it. A schedule that is already paused keeps its note unless',
      'a reason is given.',
      '',
      'Examples:',
      '  eci-replicator schedule pause llm-weights --reason "models are being moved"',
    ].join('\n'),
  },
});

export const scheduleResumeCommand = buildCommand<OutputFlags, [id: string], CliContext>({
  async func({ output }, id) {
    const [{ findSchedule }, { resumeSchedule }] = await Promise.all([
      import('../../client/schedules/find-schedule.js'),
      import('../../client/schedules/steer-schedule.js'),
    ]);
    await withTemporal(this, undefined, async (client) => {
      const changed = await resumeSchedule(client, await findSchedule(client, id));
      await printState(this, await findSchedule(client, id), changed, output);
    });
  },
  parameters: { flags: outputFlag, positional: scheduleIdParameter },
  docs: {
    brief: 'Resume a paused schedule',
    fullDescription: [
      'Resumes a schedule that a person or a failed run has paused. It does not make up for runs that were due while it was',
      'paused: `schedule trigger` starts a run now.',
      '',
      'Examples:',
      '  eci-replicator schedule resume llm-weights',
    ].join('\n'),
  },
});

/** Temporal ignores a pause with an empty note. */
function parseReason(text: string): string {
  if (text.trim() === '') throw new Error('a reason must not be empty, for example "models are being moved"');
  return text;
}

/** Prints whether the schedule is paused now, and whether that is new. */
async function printState(
  context: CliContext,
  schedule: ScheduleDescription,
  changed: boolean,
  output: Output,
): Promise<void> {
  const [{ nextStarts, noteOf }, { storedFacts }, text] = await Promise.all([
    import('../../client/schedules/schedule-state.js'),
    import('../../client/schedules/stored-schedule.js'),
    import('../schedule-text.js'),
  ]);
  const { scheduleId, state } = schedule;
  const note = noteOf(schedule);
  if (output === 'json') return printJson(context, { scheduleId, paused: state.paused, note, changed });
  const already = changed ? 'is' : 'was already';
  if (state.paused) return printData(context, `${scheduleId} ${already} ${text.pausedText(scheduleId, note)}`);
  const [next] = text.timeTexts(nextStarts(schedule), storedFacts(schedule).timezone);
  printData(context, `${scheduleId} ${already} active; next time: ${next ?? 'none'}`);
}
