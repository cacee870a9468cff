import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { type OutputFlags, outputFlag, scheduleIdParameter } from '../flags.js';
import { printData, printJson } from '../print.js';
import { withTemporal } from '../with-temporal.js';

export const scheduleDeleteCommand = buildCommand<OutputFlags, [id: string], CliContext>({
  async func({ output }, id) {
    const { findSchedule } = await import('../../client/schedules/find-schedule.js');
    await withTemporal(this, undefined, async (client) => {
      const { scheduleId } = await findSchedule(client, id);
      await client.schedule.getHandle(scheduleId).delete();
      if (output === 'json') return printJson(this, { scheduleId, deleted: true });
      printData(this, `deleted ${scheduleId}; runs that it started continue, and copies are kept`);
    });
  },
  parameters: { flags: outputFlag, positional: scheduleIdParameter },
  docs: {
    brief: 'Delete a schedule; its runs and their copies are kept',
    fullDescription: [
      'Deletes a schedule and nothing else. `schedule apply` creates it again from the plan, without its note and its counts.',
      '',
      'Examples:',
      '  eci-replicator schedule delete llm-weights',
    ].join('\n'),
  },
});
