import { once } from 'node:events';
import { buildCommand } from '@stricli/core';
import { defined } from '../../defined.js';
import type { CliContext } from '../context.js';
import { readScenario } from '../dev-environment.js';
import { portFlag, textFlag } from '../flags.js';
import { interruptible } from '../interruption.js';
import { printData, say } from '../print.js';

interface Flags {
  readonly port?: number;
  readonly scenario?: string;
}

export const simulatorCommand = buildCommand<Flags, [], CliContext>({
  async func({ port, scenario: file }) {
    const { startSimulator } = await import('../../simulator/simulator.js');
    const scenario = file === undefined ? undefined : await readScenario(file, this.process.stdin);
    await interruptible(this.process, async (signal) => {
      const simulator = await startSimulator(defined({ scenario, port }));
      try {
        const [key] = simulator.scenario.credentials;
        printData(
          this,
          [
            `# A simulator of the ECI service, not the cloud: nothing is billed. Ledger: ${simulator.url}/_simulator/ledger`,
            '# For a worker:',
            `export ECI_ENDPOINT=${simulator.url}`,
            // The simulator invented this key, so it is no secret.
            `export ALIBABA_CLOUD_ACCESS_KEY_ID=${key?.accessKeyId ?? ''}`,
            `export ALIBABA_CLOUD_ACCESS_KEY_SECRET=${key?.accessKeySecret ?? ''}`,
          ].join('\n'),
        );
        say(this, 'The simulator runs until Ctrl-C or SIGTERM, and nothing is kept.');
        if (!signal.aborted) await once(signal, 'abort');
      } finally {
        await simulator.close();
      }
    });
  },
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
