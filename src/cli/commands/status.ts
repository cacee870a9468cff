import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { outputFlag, type OutputFlags, runIdParameter } from '../flags.js';
import { loading } from '../loading.js';

export const statusCommand = buildCommand<OutputFlags, [id: string], CliContext>({
  loader: loading(async () => (await import('../actions/status.js')).statusAction),
  parameters: { flags: outputFlag, positional: runIdParameter },
  docs: {
    brief: 'Show the progress of a run now',
    fullDescription: [
      'Prints the counts of a run per region, what it is waiting for and why. Exits 0 once they are printed. The',
      'regions under way are asked directly; one that does not answer is shown as of its last report.',
      '',
      'Examples:',
      '  eci-replicator status llm-weights',
      '  eci-replicator status llm-weights --output json',
    ].join('\n'),
  },
});
