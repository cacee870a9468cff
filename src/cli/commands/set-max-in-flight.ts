import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { type ControlFlags, controlFlags, regionFlag, sendControl } from '../control-flags.js';
import { idAndNumber, idAndNumberParameters } from '../id-and-number.js';

interface Flags extends ControlFlags {
  readonly region?: string;
}

export const setMaxInFlightCommand = buildCommand<Flags, [id: string, number: string], CliContext>({
  async func({ region, ...flags }, first, second) {
    const { id, number } = idAndNumber(first, second, 'The number of copies');
    const where = region === undefined ? {} : { region };
    await sendControl(this, id, 'setMaxInFlight', flags, { maxInFlight: number, ...where });
  },
  parameters: {
    flags: { ...regionFlag, ...controlFlags },
    positional: idAndNumberParameters('Copies under way per target region, 1 to 500'),
  },
  docs: {
    brief: 'Change how many copies a run has under way in a region',
    fullDescription: [
      'Holds at once and for the rest of the run, in every target region or in one. A lower number ends no copy under way: new',
      'ones wait until there are fewer.',
      '',
      'Examples:',
      '  eci-replicator set-max-in-flight llm-weights 20',
      '  eci-replicator set-max-in-flight llm-weights 2 --region cn-beijing',
    ].join('\n'),
  },
});
