import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { type OutputFlags, outputFlag } from '../output-flag.js';
import { printData, printJson } from '../print.js';
import { scheduleIdParameter } from '../schedule-id.js';
import { withTemporal } from '../with-temporal.js';

export const scheduleDeleteCommand = buildCommand<OutputFlags, [id: string], CliContext>({
  async func({ output }, id) {
    const { findSchedule } = await import('../../client/schedules/find-schedule.js');
    await withTemporal(this, undefined, async (client) => {
      const { scheduleId } = await findSchedule(client, id);
      await client.schedule.getHandle(scheduleId).delete();
      if (output === 'json') return printJson(this, { scheduleId, deleted: true });
      printData(this, `deleted ${scheduleId}; runs that it started go on, and copies stay`);
    });
  },
  parameters: { flags: outputFlag, positional: scheduleIdParameter },
  docs: {
    brief: 'Delete a schedule; its runs and their copies stay',
    fullDescription: [
      'Deletes a schedule and nothing else. `schedule apply` makes it again from the plan, without its note and its counts.',
      '',
      'Examples:',
      '  eci-replicator schedule delete llm-weights',
    ].join('\n'),
  },
});
