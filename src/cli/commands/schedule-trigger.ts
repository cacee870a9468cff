import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { outputFlag, type OutputFlags, scheduleIdParameter } from '../flags.js';
import { loading } from '../loading.js';

export const scheduleTriggerCommand = buildCommand<OutputFlags, [id: string], CliContext>({
  loader: loading(async () => (await import('../actions/schedule-trigger.js')).scheduleTriggerAction),
  parameters: { flags: outputFlag, positional: scheduleIdParameter },
  docs: {
    brief: 'Start a run of a schedule now',
    fullDescription: [
      'Starts a run as if its time had come, even if the schedule is paused. If a run of the schedule is under way, the new one',
      'is skipped, which is not a failure. Exits 0 in both cases.',
      '',
      'Examples:',
      '  eci-replicator schedule trigger llm-weights',
      '  eci-replicator schedule trigger llm-weights --output json | jq -r .run.workflowId',
    ].join('\n'),
  },
});
