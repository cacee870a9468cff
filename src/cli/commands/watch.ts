import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { runIdParameter } from '../flags.js';
import { followFlags, type FollowFlags } from '../follow/follow-flags.js';
import { loading } from '../loading.js';

export const watchCommand = buildCommand<FollowFlags, [id: string], CliContext>({
  loader: loading(async () => (await import('../actions/watch.js')).watchAction),
  parameters: { flags: followFlags, positional: runIdParameter },
  docs: {
    brief: 'Attach to a run: live progress, the result, and the exit code of `run`',
    fullDescription: [
      'Shows a run until it ends, then prints its result and exits as `run` would. Ctrl-C detaches; the run continues.',
      '',
      'Examples:',
      '  eci-replicator watch llm-weights',
      '  eci-replicator watch replicate-llm-weights --timeout 30m --report report.md',
      '  eci-replicator watch llm-weights --wait-for required --outputs copies.json',
    ].join('\n'),
  },
});
