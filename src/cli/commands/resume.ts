import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { type ControlFlags, controlFlags, sendControl } from '../control-flags.js';
import { runIdParameter } from '../flags.js';

export const resumeCommand = buildCommand<ControlFlags, [id: string], CliContext>({
  func(flags, id) {
    return sendControl(this, id, 'resume', flags);
  },
  parameters: { flags: controlFlags, positional: runIdParameter },
  docs: {
    brief: 'Have a paused run go on',
    fullDescription: [
      'Ends a pause, whether a person asked for it or policy.onAccountError did. Exit 8: the run is not paused.',
      '',
      'Examples:',
      '  eci-replicator resume llm-weights --reason "the account is topped up"',
    ].join('\n'),
  },
});
