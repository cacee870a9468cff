import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { outputFlag, type OutputFlags } from '../flags.js';
import { loading } from '../loading.js';

export const scheduleListCommand = buildCommand<OutputFlags, [], CliContext>({
  loader: loading(async () => (await import('../actions/schedule-list.js')).scheduleListAction),
  parameters: { flags: outputFlag },
  docs: {
    brief: 'List the schedules: when, whether paused, the next time, and how the last run ended',
    fullDescription: [
      "Lists the schedules that start runs. Temporal's list lags by about a second.",
      '',
      'Examples:',
      '  eci-replicator schedule list',
      '  eci-replicator schedule list --output json',
    ].join('\n'),
  },
});
