import { once } from 'node:events';
import { buildCommand } from '@stricli/core';
import { startFormUrl } from '../../client/ui-address.js';
import type { DevEnvironment } from '../../dev/dev-environment.js';
import type { CliContext } from '../context.js';
import { demoScenarioFile, type DevPorts, withDevEnvironment } from '../dev-environment.js';
import { portFlag, textFlag } from '../flags.js';
import { interruptible } from '../interruption.js';
import { printData } from '../print.js';
import { sourceName } from '../read-source.js';
import { simulatedEnvironment } from '../worker-environment.js';

interface Flags extends DevPorts {
  readonly scenario?: string;
}

export const devCommand = buildCommand<Flags, [], CliContext>({
  async func({ scenario = demoScenarioFile, ...ports }) {
    const { LOG_LEVEL = 'warn' } = this.process.env;
    const environment = simulatedEnvironment({ ...this.process.env, LOG_LEVEL });
    await interruptible(this.process, (signal) =>
      withDevEnvironment(this, { environment, scenario, ...ports }, async (dev) => {
        printData(this, summary(dev, sourceName(scenario), environment.taskQueue));
        if (!signal.aborted) await once(signal, 'abort');
      }),
    );
  },
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

function summary(
  { address, uiUrl, namespace, simulator }: DevEnvironment,
  scenario: string,
  taskQueue: string,
): string {
  return [
    '',
    `Temporal       ${address}, namespace ${namespace}, task queue ${taskQueue}`,
    `Temporal UI    ${uiUrl}`,
    `ECI simulator  ${simulator.url} (not the cloud: nothing is billed)`,
    `its scenario   ${scenario}`,
    `its ledger     ${simulator.url}/_simulator/ledger`,
    '',
    'In another terminal:',
    `  export TEMPORAL_ADDRESS=${address} TEMPORAL_UI_URL=${uiUrl}`,
    '  eci-replicator plan --help               # shows a first plan; save it as replication.yaml',
    '  eci-replicator run replication.yaml',
    `Or start a run in the UI: ${startFormUrl({ ui: uiUrl, namespace, taskQueue })}`,
  ].join('\n');
}
