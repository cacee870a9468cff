import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { type OutputFlags, outputFlag } from '../output-flag.js';
import { printPaused } from '../print-paused.js';
import { scheduleIdParameter } from '../schedule-id.js';
import { withTemporal } from '../with-temporal.js';

export const scheduleResumeCommand = buildCommand<OutputFlags, [id: string], CliContext>({
  async func({ output }, id) {
    const [{ findSchedule }, { resumeSchedule }] = await Promise.all([
      import('../../client/schedules/find-schedule.js'),
      import('../../client/schedules/pause-schedule.js'),
    ]);
    await withTemporal(this, undefined, async (client) => {
      const changed = await resumeSchedule(client, await findSchedule(client, id));
      await printPaused(this, await findSchedule(client, id), changed, output);
    });
  },
  parameters: { flags: outputFlag, positional: scheduleIdParameter },
  docs: {
    brief: 'Have a paused schedule start its runs again',
    fullDescription: [
      'Resumes a schedule that a person, or a failed run, has paused. Times that passed while it was paused are not made up',
      'for: `schedule trigger` starts a run now.',
      '',
      'Examples:',
      '  eci-replicator schedule resume llm-weights',
    ].join('\n'),
  },
});
