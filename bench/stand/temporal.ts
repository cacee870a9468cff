import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import getPort from 'get-port';
import { startDevServer } from '../../src/dev/dev-server.js';

/** A Temporal dev server of its own: the real server, its database in memory. */
export interface Temporal {
  /** `127.0.0.1:port`. */
  readonly address: string;
  readonly client: Client;
  /** Actions so far, by type, as the server itself counts them in its metric `action`. */
  actions(): Promise<ReadonlyMap<string, number>>;
  stop(): Promise<void>;
}

/** @param settings dynamic configuration, `key=value`. */
export async function startTemporal(cli: string, settings: readonly string[]): Promise<Temporal> {
  const [port, uiPort, metricsPort] = [await freePort(), await freePort(), await freePort()];
  const server = await startDevServer(cli, { port, uiPort }, [
    `--metrics-port=${metricsPort}`,
    ...settings.map((setting) => `--dynamic-config-value=${setting}`),
  ]);
  const connection = await Connection.connect({
    address: server.address,
    // Histories are read by whole pages: those of a large run hold more than the usual four megabytes.
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

/** The server hands on what it counts once a second. */
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
