import { buildCommand } from '@stricli/core';
import type { DemoFlags } from '../actions/demo.js';
import type { CliContext } from '../context.js';
import { switchFlag } from '../flags.js';
import { loading } from '../loading.js';

export const demoCommand = buildCommand<DemoFlags, [], CliContext>({
  loader: loading(async () => (await import('../actions/demo.js')).demoAction),
  parameters: {
    flags: { keepOpen: switchFlag('Keep Temporal, its UI and the simulator running afterwards, until Ctrl-C') },
  },
  docs: {
    brief: 'See one whole run on this machine, against a simulator of ECI',
    fullDescription: [
      'Starts a Temporal dev server with its UI, a simulator of the ECI service and a worker, all on free ports of this',
      'machine, and runs replication.yaml: 24 copies, through full regions, lost responses, throttling and a failing copy. At',
      "the end the simulator's ledger shows whether any copy was billed twice. It does not use the cloud, and cleans up after",
      'itself.',
      '',
      'Exit codes are those of `run`, and 1 if a copy was billed twice.',
      '',
      'Examples:',
      '  eci-replicator demo',
      '  eci-replicator demo --keep-open',
    ].join('\n'),
  },
});
