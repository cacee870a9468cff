import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { type ControlFlags, controlFlags, sendControl } from '../control-flags.js';
import { idAndNumber, idAndNumberParameters } from '../id-and-number.js';

export const approveWaveCommand = buildCommand<ControlFlags, [id: string, wave: string], CliContext>({
  async func(flags, first, second) {
    const { id, number } = idAndNumber(first, second, 'A wave');
    await sendControl(this, id, 'approveWave', flags, { wave: number });
  },
  parameters: { flags: controlFlags, positional: idAndNumberParameters('The wave, counted from 1') },
  docs: {
    brief: 'Let the wave of a run begin that waits for approval',
    fullDescription: [
      'A wave with `after: approval` waits until somebody has looked at the ones before it. `status` tells which wave waits, and',
      'until when. Exit 8: this wave does not wait. How a plan asks for it: `eci-replicator plan --help`.',
      '',
      'Examples:',
      '  eci-replicator status llm-weights',
      '  eci-replicator approve-wave llm-weights 2 --reason "the canary serves well"',
    ].join('\n'),
  },
});
