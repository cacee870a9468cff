import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { outputFlag, type OutputFlags, scheduleIdParameter } from '../flags.js';
import { loading } from '../loading.js';

export const scheduleDescribeCommand = buildCommand<OutputFlags, [id: string], CliContext>({
  loader: loading(async () => (await import('../actions/schedule-describe.js')).scheduleDescribeAction),
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
