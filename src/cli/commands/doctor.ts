import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { outputFlag, type OutputFlags } from '../flags.js';
import { loading } from '../loading.js';

export const doctorCommand = buildCommand<OutputFlags, [], CliContext>({
  loader: loading(async () => (await import('../actions/doctor.js')).doctorAction),
  parameters: { flags: outputFlag },
  docs: {
    brief: 'Check Temporal, the namespace and the workers, and say what to fix',
    fullDescription: [
      'Checks everything that is visible from here: that Temporal can be reached, that the namespace exists, that a worker',
      'answers and polls both task queues, that the workers are of one version and fail no workflow tasks, and that the search',
      'attributes are registered. Exits 0 if no check failed, else 1.',
      '',
      'Examples:',
      '  eci-replicator doctor',
      '  eci-replicator doctor --output json',
    ].join('\n'),
  },
});
