import { once } from 'node:events';
import { startFormUrl } from '../../client/ui-address.js';
import type { DevEnvironment } from '../../dev/dev-environment.js';
import type { CliContext } from '../context.js';
import { demoScenarioFile, type DevPorts, withDevEnvironment } from '../dev-environment.js';
import { interruptible } from '../interruption.js';
import { printData } from '../print.js';
import { sourceName } from '../read-source.js';
import { simulatedEnvironment } from '../worker-environment.js';

export interface DevFlags extends DevPorts {
  readonly scenario?: string;
}

export async function devAction(
  context: CliContext,
  { scenario = demoScenarioFile, ...ports }: DevFlags,
): Promise<void> {
  const { LOG_LEVEL = 'warn' } = context.process.env;
  const environment = simulatedEnvironment({ ...context.process.env, LOG_LEVEL });
  await interruptible(context.process, (signal) =>
    withDevEnvironment(context, { environment, scenario, ...ports }, async (dev) => {
      printData(context, summary(dev, sourceName(scenario), environment.taskQueue));
      if (!signal.aborted) await once(signal, 'abort');
    }),
  );
}

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
