import { buildCommand } from '@stricli/core';
import type { SimulatorFlags } from '../actions/simulator.js';
import type { CliContext } from '../context.js';
import { portFlag, textFlag } from '../flags.js';
import { loading } from '../loading.js';

export const simulatorCommand = buildCommand<SimulatorFlags, [], CliContext>({
  loader: loading(async () => (await import('../actions/simulator.js')).simulatorAction),
  parameters: {
    flags: {
      port: portFlag('The port to listen on; default: a free port'),
      scenario: textFlag('FILE', 'Sources, quotas and faults as YAML; default: no caches, no faults'),
    },
  },
  docs: {
    brief: 'Run only a simulator of the ECI service',
    fullDescription: [
      'An ECI endpoint for development, on loopback. It verifies signatures, keeps client tokens, serves every region, and',
      'lists what would have been billed at /_simulator/ledger. It is a simulator: the cloud is not used. Paste its output',
      'into the shell that starts a worker.',
      '',
      'Examples:',
      '  eci-replicator simulator --scenario scenarios/demo.yaml',
      '  eci-replicator simulator --port 8081',
    ].join('\n'),
  },
});
