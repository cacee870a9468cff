import { Client, Connection } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../scripts/cluster/free-ports.js';
import { openCluster } from '../../scripts/cluster/cluster.js';
import { startDevServer } from '../../src/dev/dev-server.js';

/** A Temporal server of one measurement. */
export interface Temporal {
  /** `127.0.0.1:port`. */
  readonly address: string;
  readonly client: Client;
  /** Actions so far, by type, from the server's own metric `action`. */
  actions(): Promise<ReadonlyMap<string, number>>;
  /** The size of its database, bytes. Absent if it is in memory. */
  readonly databaseBytes?: () => Promise<number>;
  stop(): Promise<void>;
}

/** Starts a new server. @param settings its dynamic configuration. */
export type StartTemporal = (settings: Readonly<Record<string, unknown>>) => Promise<Temporal>;

interface Started {
  readonly address: string;
  readonly metricsUrl: string;
  readonly databaseBytes?: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** The server of the Temporal CLI at `path`, with its database in memory. */
export function devServer(path: string): StartTemporal {
  return async (settings) => {
    const [port = 0, uiPort = 0, metricsPort = 0] = await freePorts(3);
    const values = Object.entries(settings).map(
      ([key, value]) => `--dynamic-config-value=${key}=${JSON.stringify(value)}`,
    );
    const server = await startDevServer(path, { port, uiPort }, [`--metrics-port=${metricsPort}`, ...values]);
    const { address } = server;
    return connected({ address, metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`, stop: () => server.stop() });
  };
}

/** A server on PostgreSQL. */
export const cluster: StartTemporal = async (settings) => {
  const server = await openCluster(settings);
  const { address, metricsUrl, postgresql } = server;
  const databaseBytes = () => postgresql.databaseBytes('temporal');
  return connected({ address, metricsUrl, databaseBytes, stop: () => server.stop() });
};

async function connected({ address, metricsUrl, stop, ...storage }: Started): Promise<Temporal> {
  const connection = await Connection.connect({
    address,
    // A page of a large run's history exceeds the default of four megabytes.
    channelArgs: { 'grpc.max_receive_message_length': -1 },
  });
  return {
    address,
    client: new Client({ connection }),
    async actions() {
      await sleep(METRICS_LAG_MS);
      return readActions(metricsUrl);
    },
    ...storage,
    async stop() {
      await connection.close();
      await stop();
    },
  };
}

/** The server publishes its metrics once per second. */
const METRICS_LAG_MS = 1_500;

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
