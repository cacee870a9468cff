import { once } from 'node:events';
import { defined } from '../../defined.js';
import { startSimulator } from '../../simulator/simulator.js';
import type { CliContext } from '../context.js';
import { readScenario } from '../dev-environment.js';
import { interruptible } from '../interruption.js';
import { printData, say } from '../print.js';

export interface SimulatorFlags {
  readonly port?: number;
  readonly scenario?: string;
}

export async function simulatorAction(context: CliContext, { port, scenario: file }: SimulatorFlags): Promise<void> {
  const scenario = file === undefined ? undefined : await readScenario(file, context.process.stdin);
  await interruptible(context.process, async (signal) => {
    const simulator = await startSimulator(defined({ scenario, port }));
    try {
      const [key] = simulator.scenario.credentials;
      printData(
        context,
        [
          `# A simulator of the ECI service, not the cloud: nothing is billed. Ledger: ${simulator.url}/_simulator/ledger`,
          '# For a worker:',
          `export ECI_ENDPOINT=${simulator.url}`,
          // The simulator invented this key, so it is no secret.
          `export ALIBABA_CLOUD_ACCESS_KEY_ID=${key?.accessKeyId ?? ''}`,
          `export ALIBABA_CLOUD_ACCESS_KEY_SECRET=${key?.accessKeySecret ?? ''}`,
        ].join('\n'),
      );
      say(context, 'The simulator runs until Ctrl-C or SIGTERM, and nothing is kept.');
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      await simulator.close();
    }
  });
}
