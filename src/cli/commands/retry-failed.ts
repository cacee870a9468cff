import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { type CopiesFlags, controlFlags, regionFlag, sendControl, sourceFlag, whichCopies } from '../control-flags.js';
import { runIdParameter } from '../flags.js';

export const retryFailedCommand = buildCommand<CopiesFlags, [id: string], CliContext>({
  func(flags, id) {
    return sendControl(this, id, 'retryFailed', flags, whichCopies(flags));
  },
  parameters: { flags: { ...regionFlag, ...sourceFlag, ...controlFlags }, positional: runIdParameter },
  docs: {
    brief: 'Have a run under way ask again for copies that failed or conflict',
    fullDescription: [
      'What stands at the place of each is looked at anew, so that nothing is bought twice. It is for a run that is under way; one',
      'that has ended is run again, which makes only what is missing. Regions that never started are left out.',
      '',
      'Examples:',
      '  eci-replicator retry-failed llm-weights',
      '  eci-replicator retry-failed llm-weights --region cn-beijing --reason "the quota was raised"',
    ].join('\n'),
  },
});
