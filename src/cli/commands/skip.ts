import { buildCommand } from '@stricli/core';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { type CopiesFlags, controlFlags, regionFlag, sendControl, sourceFlag, whichCopies } from '../control-flags.js';
import { ExitCode } from '../exit-code.js';
import { runIdParameter } from '../flags.js';

export const skipCommand = buildCommand<CopiesFlags, [id: string], CliContext>({
  async func(flags, id) {
    if (flags.region === undefined && flags.source === undefined) {
      throw new CliError(ExitCode.usage, 'Say what to skip: --source, --region, or both for one copy.');
    }
    await sendControl(this, id, 'skip', flags, whichCopies(flags));
  },
  parameters: { flags: { ...sourceFlag, ...regionFlag, ...controlFlags }, positional: runIdParameter },
  docs: {
    brief: 'Have a run leave out a source, a region, or one copy',
    fullDescription: [
      'Copies that are not ready are left out, and count as asked for: a run that is otherwise ready exits 0. A copy that is',
      'under way in the cloud stays there, and its id is in the report.',
      '',
      'Examples:',
      '  eci-replicator skip llm-weights --region cn-shanghai --reason "out of stock until Monday"',
      '  eci-replicator skip llm-weights --source edc-bp15l4vvys94oo0000 --region cn-beijing',
    ].join('\n'),
  },
});
