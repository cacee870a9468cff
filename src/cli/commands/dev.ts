import { buildCommand } from '@stricli/core';
import type { DevFlags } from '../actions/dev.js';
import type { CliContext } from '../context.js';
import { portFlag, textFlag } from '../flags.js';
import { loading } from '../loading.js';

export const devCommand = buildCommand<DevFlags, [], CliContext>({
  loader: loading(async () => (await import('../actions/dev.js')).devAction),
  parameters: {
    flags: {
      temporalPort: portFlag('The port of Temporal; default: a free port'),
      uiPort: portFlag('The port of the Temporal UI; default: a free port'),
      simulatorPort: portFlag('The port of the ECI simulator; default: a free port'),
      scenario: textFlag('FILE', "The simulator's sources, quotas and faults as YAML; default: those of the demo"),
    },
  },
  docs: {
    brief: 'Start a Temporal dev server with UI, a simulator of ECI and a worker on this machine',
    fullDescription: [
      'Starts everything that a run needs, on loopback, and prints what to type next. Data caches and copies exist in the',
      'simulator only; the cloud is not used. It runs until Ctrl-C or SIGTERM, and nothing is kept.',
      '',
      "The Temporal CLI is TEMPORAL_CLI_PATH, else `temporal` on PATH, else the SDK's own download.",
      '',
      'Examples:',
      '  eci-replicator dev',
      '  eci-replicator dev --temporal-port 7233 --ui-port 8233 --scenario my-scenario.yaml',
    ].join('\n'),
  },
});
