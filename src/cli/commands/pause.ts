import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { type ControlFlags, controlFlags, sendControl } from '../control-flags.js';
import { runIdParameter } from '../flags.js';

export const pauseCommand = buildCommand<ControlFlags, [id: string], CliContext>({
  func(flags, id) {
    return sendControl(this, id, 'pause', flags);
  },
  parameters: { flags: controlFlags, positional: runIdParameter },
  docs: {
    brief: 'Have a run ask for no more copies until it is resumed',
    fullDescription: [
      'A paused run asks for nothing: what waits for capacity lets go, calls under way finish, and none begins later than 10',
      'seconds after. Copies under way in the cloud go on and are watched. No clock stands still: policy.deadline and the',
      'giveUpAfter of capacity run on. Exit 8: the run refuses, and says why.',
      '',
      'Examples:',
      '  eci-replicator pause llm-weights --reason "the quota is being raised"',
      '  eci-replicator resume llm-weights',
    ].join('\n'),
  },
});
