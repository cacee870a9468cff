import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Ledger } from '../../src/simulator/ledger.js';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import { commandLine, startProcess } from './process.js';
import type { StartTemporal, Temporal } from './temporal.js';
import { SOURCE_REGION, type Workload } from './workload.js';

/** What a contender runs against: a new Temporal server and a new simulator of the ECI service. */
export interface Stand {
  readonly temporal: Temporal;
  readonly simulator: Service;
  stop(): Promise<void>;
}

/** @param settings dynamic configuration of the Temporal server. */
export async function openStand(
  startTemporal: StartTemporal,
  workload: Workload,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Stand> {
  const [temporal, simulator] = await Promise.all([startTemporal(settings), startService(workload)]);
  return {
    temporal,
    simulator,
    async stop() {
      await Promise.all([temporal.stop(), simulator.stop()]);
    },
  };
}

/** The simulator of the ECI service, started by the command `simulator`. */
interface Service {
  /** The environment of its callers: its address and the keys that it accepts. */
  readonly env: Readonly<Record<string, string>>;
  ledger(): Promise<Ledger>;
  stop(): Promise<void>;
}

async function startService(workload: Workload): Promise<Service> {
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
