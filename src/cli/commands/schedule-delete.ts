import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { outputFlag, type OutputFlags, scheduleIdParameter } from '../flags.js';
import { loading } from '../loading.js';

export const scheduleDeleteCommand = buildCommand<OutputFlags, [id: string], CliContext>({
  loader: loading(async () => (await import('../actions/schedule-delete.js')).scheduleDeleteAction),
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
