import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { type OutputFlags, outputFlag } from '../output-flag.js';
import { scheduleIdParameter } from '../schedule-id.js';
import { printPaused } from '../print-paused.js';
import { withTemporal } from '../with-temporal.js';

interface Flags extends OutputFlags {
  readonly reason?: string;
}

export const schedulePauseCommand = buildCommand<Flags, [id: string], CliContext>({
  async func({ reason, output }, id) {
    const [{ findSchedule }, { pauseSchedule }] = await Promise.all([
      import('../../client/schedules/find-schedule.js'),
      import('../../client/schedules/pause-schedule.js'),
    ]);
    await withTemporal(this, undefined, async (client) => {
      const schedule = await findSchedule(client, id);
      const changed = await pauseSchedule(client, schedule, reason);
      await printPaused(this, await findSchedule(client, id), changed, output);
    });
  },
  parameters: {
    flags: {
      reason: {
        kind: 'parsed',
        parse: parseReason,
        optional: true,
        placeholder: 'TEXT',
        brief: 'Why; shown wherever the schedule is',
      },
      ...outputFlag,
    },
    positional: scheduleIdParameter,
  },
  docs: {
    brief: 'Have a schedule start nothing until it is resumed; a run under way goes on',
    fullDescription: [
      'Pauses a schedule. Applying the plan again does not resume it. One that is paused already keeps its note unless a',
      'reason is given.',
      '',
      'Examples:',
      '  eci-replicator schedule pause llm-weights --reason "models are being moved"',
    ].join('\n'),
  },
});

/** To Temporal an empty note is no pause at all. */
function parseReason(text: string): string {
  if (text.trim() === '') throw new Error('a reason is some text, such as "models are being moved"');
  return text;
}
