import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { type OutputFlags, outputFlag, scheduleIdParameter } from '../flags.js';
import { printData, printJson } from '../print.js';
import { withTemporal } from '../with-temporal.js';

export const scheduleDescribeCommand = buildCommand<OutputFlags, [id: string], CliContext>({
  async func({ output }, id) {
    const [{ findSchedule }, { scheduleState }, { scheduleStateText }] = await Promise.all([
      import('../../client/schedules/find-schedule.js'),
      import('../../client/schedules/schedule-state.js'),
      import('../schedule-text.js'),
    ]);
    const state = await withTemporal(this, undefined, async (client) =>
      scheduleState(client, await findSchedule(client, id)),
    );
    if (output === 'json') return printJson(this, state);
    printData(this, scheduleStateText(state));
  },
  parameters: { flags: outputFlag, positional: scheduleIdParameter },
  docs: {
    brief: 'Show one schedule: its times, whether and why it is paused, its last runs and their outcomes',
    fullDescription: [
      'Prints when a schedule starts runs, in its time zone and in UTC, what it runs, whether and why it is paused, the last',
      'ten runs with their outcomes, and how many runs were skipped or missed. Exits 0 once that is printed; needs no worker.',
      '',
      'Examples:',
      '  eci-replicator schedule describe llm-weights',
      '  eci-replicator schedule describe llm-weights --output json | jq -r .nextTimes[0]',
    ].join('\n'),
  },
});
