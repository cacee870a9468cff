import type { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { NativeConnection } from '@temporalio/worker';
import { searchAttributeKeys } from '../search-attributes/keys.js';
import { connectTo } from './connect-to.js';
import { startDevServer } from './dev-server.js';
import { noTemporalCli, type TemporalCli } from './temporal-cli.js';

/** A Temporal server of our own on loopback, with its UI, and the connections to it. */
export interface LocalTemporal {
  /** `127.0.0.1:port`. */
  readonly address: string;
  readonly client: Client;
  /** For workers. */
  readonly nativeConnection: NativeConnection;
  /** Closes the connections, then ends the server. */
  stop(): Promise<void>;
}

export interface LocalTemporalPorts {
  readonly port: number;
  readonly uiPort: number;
}

/** Starts Temporal's dev server. @throws Error with the choices when there is no CLI, or with its last words. */
export function startLocalTemporal(cli: TemporalCli, ports: LocalTemporalPorts): Promise<LocalTemporal> {
  return cli.type === 'existing-path' ? withOwnServer(cli.path, ports) : withDownloadedServer(cli, ports);
}

async function withOwnServer(path: string, ports: LocalTemporalPorts): Promise<LocalTemporal> {
  const server = await startDevServer(path, ports);
  try {
    const connections = await connectTo(server.address);
    const stop = async () => {
      try {
        await connections.close();
      } finally {
        await server.stop();
      }
    };
    const { client, nativeConnection } = connections;
    return { address: server.address, client, nativeConnection, stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Only the SDK knows where to download from, and it keeps the server in our process group: Ctrl-C ends both at once. */
async function withDownloadedServer(
  executable: TemporalCli,
  { port, uiPort }: LocalTemporalPorts,
): Promise<LocalTemporal> {
  try {
    return await downloadAndStart(executable, port, uiPort);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(noTemporalCli(reason), { cause: error });
  }
}

async function downloadAndStart(executable: TemporalCli, port: number, uiPort: number): Promise<LocalTemporal> {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: {
      executable,
      ip: '127.0.0.1',
      port,
      ui: true,
      uiPort,
      log: { format: 'pretty', level: 'error' },
      searchAttributes: [...searchAttributeKeys],
      // Its own banner would go to our standard output, which carries data.
      extraArgs: ['--output', 'none'],
    },
  });
  const { address, client, nativeConnection } = environment;
  return { address, client, nativeConnection, stop: () => environment.teardown() };
}
