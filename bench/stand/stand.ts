import { Client, Connection } from '@temporalio/client';
import getPort from 'get-port';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { startDevServer } from '../../src/dev/dev-server.js';
import type { Ledger } from '../../src/simulator/ledger.js';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import { commandLine, startProcess } from './process.js';
import { SOURCE_REGION, type Workload } from './workload.js';

/** What a contender runs against: a new Temporal server and a new simulator of the ECI service. */
export interface Stand {
  readonly temporal: Temporal;
  readonly simulator: Service;
  stop(): Promise<void>;
}

/** @param settings dynamic configuration of the Temporal server, `key=value`. */
export async function openStand(cli: string, workload: Workload, settings: readonly string[] = []): Promise<Stand> {
  const [temporal, simulator] = await Promise.all([startTemporal(cli, settings), startService(workload)]);
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

/** A Temporal dev server: the real server with its database in memory. */
interface Temporal {
  /** `127.0.0.1:port`. */
  readonly address: string;
  readonly client: Client;
  /** Actions so far, by type, from the server's own metric `action`. */
  actions(): Promise<ReadonlyMap<string, number>>;
  stop(): Promise<void>;
}

async function startTemporal(cli: string, settings: readonly string[]): Promise<Temporal> {
  const [port, uiPort, metricsPort] = [await freePort(), await freePort(), await freePort()];
  const server = await startDevServer(cli, { port, uiPort }, [
    `--metrics-port=${metricsPort}`,
    ...settings.map((setting) => `--dynamic-config-value=${setting}`),
  ]);
  const connection = await Connection.connect({
    address: server.address,
    // A page of a large run's history exceeds the default of four megabytes.
    channelArgs: { 'grpc.max_receive_message_length': -1 },
  });
  return {
    address: server.address,
    client: new Client({ connection }),
    async actions() {
      await sleep(METRICS_LAG_MS);
      return readActions(`http://127.0.0.1:${metricsPort}/metrics`);
    },
    async stop() {
      await connection.close();
      await server.stop();
    },
  };
}

/** The server publishes its metrics once per second. */
const METRICS_LAG_MS = 1_500;

const taken = new Set<number>();

async function freePort(): Promise<number> {
  const port = await getPort({ host: '127.0.0.1', exclude: taken });
  taken.add(port);
  return port;
}

async function readActions(url: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(url)).text();
  const actions = new Map<string, number>();
  for (const [, labels = '', count] of text.matchAll(/^action\{([^}]*)\} (\d+)$/gm)) {
    const type = /action_type="([^"]*)"/.exec(labels)?.[1];
    if (type === undefined || !labels.includes('namespace="default"')) continue;
    actions.set(type, (actions.get(type) ?? 0) + Number(count));
  }
  return actions;
}
