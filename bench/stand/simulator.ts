import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Ledger } from '../../src/simulator/ledger.js';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import { SOURCE_REGION, type Workload } from '../workload.js';
import { commandLine } from './command-line.js';
import { startProcess } from './process.js';

/** The simulator of the ECI service, as the command `simulator` starts it. */
export interface Simulator {
  /** Where it is, and the keys that it takes: the environment of whoever calls it. */
  readonly env: Readonly<Record<string, string>>;
  ledger(): Promise<Ledger>;
  stop(): Promise<void>;
}

export async function startSimulator(workload: Workload): Promise<Simulator> {
  const folder = await mkdtemp(join(tmpdir(), 'eci-replicator-bench-'));
  try {
    const file = join(folder, 'scenario.yaml');
    await writeFile(file, stringify(scenario(workload)));
    const process = await startProcess(
      [commandLine, 'simulator', '--scenario', file],
      {},
      /export ALIBABA_CLOUD_ACCESS_KEY_SECRET=.*\n/,
    );
    const env = Object.fromEntries(
      [...process.output().matchAll(/^export (\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
    );
    const url = env['ECI_ENDPOINT'] ?? '';
    return {
      env,
      ledger: async () => (await (await fetch(`${url}/_simulator/ledger`)).json()) as Ledger,
      stop: () => process.stop(),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function scenario({ caches, copyTime }: Workload): ScenarioInput {
  return { copyTime: `${copyTime}ms`, generate: { region: SOURCE_REGION, count: caches } };
}
