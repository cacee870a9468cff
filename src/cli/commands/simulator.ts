import { once } from 'node:events';
import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { interruptible } from '../interruption.js';
import { parsePort } from '../port-flag.js';
import { printData, say } from '../print.js';
import { readScenario } from '../read-scenario.js';

interface Flags {
  readonly port?: number;
  readonly scenario?: string;
}

export const simulatorCommand = buildCommand<Flags, [], CliContext>({
  async func({ port, scenario: file }) {
    const { startSimulator } = await import('../../simulator/simulator.js');
    const scenario = file === undefined ? undefined : await readScenario(file, this.process.stdin);
    await interruptible(this.process, async (signal) => {
      const simulator = await startSimulator({
        ...(scenario === undefined ? {} : { scenario }),
        ...(port === undefined ? {} : { port }),
      });
      try {
        const [key] = simulator.scenario.credentials;
        printData(
          this,
          [
            `# A simulator of the ECI service, not the cloud: nothing is billed. Ledger: ${simulator.url}/_simulator/ledger`,
            '# For a worker:',
            `export ECI_ENDPOINT=${simulator.url}`,
            // The simulator's own, made up for it: no secret.
            `export ALIBABA_CLOUD_ACCESS_KEY_ID=${key?.accessKeyId ?? ''}`,
            `export ALIBABA_CLOUD_ACCESS_KEY_SECRET=${key?.accessKeySecret ?? ''}`,
          ].join('\n'),
        );
        say(this, 'The simulator runs until Ctrl-C or SIGTERM, and forgets everything then.');
        if (!signal.aborted) await once(signal, 'abort');
      } finally {
        await simulator.close();
      }
    });
  },
  parameters: {
    flags: {
      port: { kind: 'parsed', parse: parsePort, optional: true, placeholder: 'PORT', brief: 'Default: a free one' },
      scenario: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'FILE',
        brief: 'Sources, quotas and faults as YAML; default: no caches, no faults',
      },
    },
  },
  docs: {
    brief: 'Run a simulator of the ECI service alone',
    fullDescription: [
      'An ECI endpoint for development, on loopback: it verifies signatures, keeps client tokens, serves every region, and',
      'lists what would have been billed at /_simulator/ledger. It is a simulator: no cloud is reached. What it prints can be',
      'pasted into the shell that starts a worker.',
      '',
      'Examples:',
      '  eci-replicator simulator --scenario scenarios/demo.yaml',
      '  eci-replicator simulator --port 8081',
    ].join('\n'),
  },
});
