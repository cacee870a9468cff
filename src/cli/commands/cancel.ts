import { buildCommand } from '@stricli/core';
import type { CancelFlags } from '../actions/cancel.js';
import type { CliContext } from '../context.js';
import { outputFlag, runIdParameter, switchFlag, whoFlags } from '../flags.js';
import { loading } from '../loading.js';

export const cancelCommand = buildCommand<CancelFlags, [id: string], CliContext>({
  loader: loading(async () => (await import('../actions/cancel.js')).cancelAction),
  parameters: {
    flags: {
      keep: switchFlag('Keep its copies; a later run adopts them'),
      delete: switchFlag('Delete the copies that this run requested'),
      yes: switchFlag('Delete without asking'),
      ...whoFlags,
      ...outputFlag,
    },
    positional: runIdParameter,
  },
  docs: {
    brief: 'Ask a run to end, keeping its copies or deleting them',
    fullDescription: [
      'Asks a run under way to end. It requests no more copies, and ends within seconds. Only copies that this run requested',
      'are deleted, never a copy that it found. Deleting needs a worker. On a terminal, it asks before it deletes, unless',
      '--yes is given; `status` and `report` then show how many copies were deleted.',
      '',
      'Exit codes: 0 asked to end, or the question was answered with no; 2 wrong usage; 5 no Temporal or, with --delete, no',
      'worker; 8 refused: the run has ended; 130 and 143 interrupted.',
      '',
      'Examples:',
      '  eci-replicator cancel llm-weights --keep',
      '  eci-replicator cancel llm-weights --delete --reason "the wrong release"',
      '  eci-replicator cancel llm-weights --delete --yes',
    ].join('\n'),
  },
});
