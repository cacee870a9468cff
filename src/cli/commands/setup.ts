import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { outputFlag, type OutputFlags } from '../flags.js';
import { loading } from '../loading.js';

export const setupCommand = buildCommand<OutputFlags, [], CliContext>({
  loader: loading(async () => (await import('../actions/setup.js')).setupAction),
  parameters: { flags: outputFlag },
  docs: {
    brief: 'Register the search attributes of runs, once per namespace',
    fullDescription: [
      'Registers the search attributes ReplicationPlan, SourceRegion, TargetRegions and ReplicationOutcome in the namespace.',
      'Attributes that are already registered are not changed. A run works without them; it sets those that are registered',
      'when it starts. With them, the UI and the Temporal CLI can search for runs by plan, region and outcome.',
      '',
      'Exits 0 if all are registered, 1 if one has another type or may not be registered from here.',
      '',
      'Examples:',
      '  eci-replicator setup',
      '  TEMPORAL_NAMESPACE=models eci-replicator setup --output json',
    ].join('\n'),
  },
});
