import { once } from 'node:events';
import { buildCommand } from '@stricli/core';
import { startFormUrl } from '../../client/ui-address.js';
import type { DevEnvironment } from '../../dev/dev-environment.js';
import type { CliContext } from '../context.js';
import { interruptible } from '../interruption.js';
import { type DevPorts, withDevEnvironment } from '../open-dev-environment.js';
import { parsePort } from '../port-flag.js';
import { printData } from '../print.js';
import { demoScenarioFile } from '../read-scenario.js';
import { sourceName } from '../read-source.js';
import { simulatedEnvironment } from '../worker-environment.js';

interface Flags extends DevPorts {
  readonly scenario?: string;
}

const port = { kind: 'parsed', parse: parsePort, optional: true, placeholder: 'PORT' } as const;

export const devCommand = buildCommand<Flags, [], CliContext>({
  async func({ scenario = demoScenarioFile, ...ports }) {
    const { LOG_LEVEL = 'warn' } = this.process.env;
    const environment = simulatedEnvironment({ ...this.process.env, LOG_LEVEL });
    await interruptible(this.process, (signal) =>
      withDevEnvironment(this, { environment, scenario, ...ports }, async (dev) => {
        printData(this, whatRuns(dev, sourceName(scenario), environment.taskQueue));
        if (!signal.aborted) await once(signal, 'abort');
      }),
    );
  },
  parameters: {
    flags: {
      temporalPort: { ...port, brief: "Temporal's port; default: a free one" },
      uiPort: { ...port, brief: "The Temporal UI's port; default: a free one" },
      simulatorPort: { ...port, brief: "The ECI simulator's port; default: a free one" },
      scenario: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'FILE',
        brief: "The simulator's sources, quotas and faults as YAML; default: the demo's",
      },
    },
  },
  docs: {
    brief: 'A Temporal dev server with UI, a simulator of ECI and a worker, on this machine',
    fullDescription: [
      'Starts all that a run needs, on loopback, and says what to type next. Caches and copies are those of the simulator: no',
      'cloud is reached. Ends by Ctrl-C or SIGTERM, and forgets everything then.',
      '',
      "The Temporal CLI is TEMPORAL_CLI_PATH, else `temporal` on PATH, else the SDK's own download.",
      '',
      'Examples:',
      '  eci-replicator dev',
      '  eci-replicator dev --temporal-port 7233 --ui-port 8233 --scenario my-scenario.yaml',
    ].join('\n'),
  },
});

function whatRuns(
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
    '  eci-replicator plan --help               # shows a first plan, to be saved as replication.yaml',
    '  eci-replicator run replication.yaml',
    `Or start a run in the UI: ${startFormUrl({ ui: uiUrl, namespace, taskQueue })}`,
  ].join('\n');
}
