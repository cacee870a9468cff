import { Client, Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { NativeConnection } from '@temporalio/worker';
import { searchAttributeKeys } from '../search-attributes/keys.js';
import { startDevServer } from './dev-server.js';
import { noTemporalCli, type TemporalCli } from './temporal-cli.js';

/** A Temporal dev server on loopback, with its UI and the connections to it. */
export interface LocalTemporal {
  /** `127.0.0.1:port`. */
  readonly address: string;
  readonly client: Client;
  /** For workers. */
  readonly nativeConnection: NativeConnection;
  /** Closes the connections, then stops the server. */
  stop(): Promise<void>;
}

export interface LocalTemporalPorts {
  readonly port: number;
  readonly uiPort: number;
}

/** Starts a dev server. @throws Error that lists the ways to get a CLI, or has the end of the server's output. */
export function startLocalTemporal(cli: TemporalCli, ports: LocalTemporalPorts): Promise<LocalTemporal> {
  return cli.type === 'existing-path' ? startServer(cli.path, ports) : downloadAndStartServer(cli, ports);
}

async function startServer(path: string, ports: LocalTemporalPorts): Promise<LocalTemporal> {
  const server = await startDevServer(path, ports);
  try {
    const { client, nativeConnection, close } = await connectTo(server.address);
    const stop = async () => {
      try {
        await close();
      } finally {
        await server.stop();
      }
    };
    return { address: server.address, client, nativeConnection, stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Without TLS, to the namespace `default`. */
async function connectTo(address: string) {
  const connection = await Connection.connect({ address });
  try {
    const nativeConnection = await NativeConnection.connect({ address });
    const close = async () => {
      await Promise.all([connection.close(), nativeConnection.close()]);
    };
    return { client: new Client({ connection }), nativeConnection, close };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/**
 * Only the SDK knows where to download the CLI from. It starts the server in the process group of this process, so Ctrl-C
 * ends both at once.
 */
async function downloadAndStartServer(
  executable: TemporalCli,
  { port, uiPort }: LocalTemporalPorts,
): Promise<LocalTemporal> {
  try {
    const environment = await TestWorkflowEnvironment.createLocal({
      server: {
        executable,
        ip: '127.0.0.1',
        port,
        ui: true,
        uiPort,
        log: { format: 'pretty', level: 'error' },
        searchAttributes: [...searchAttributeKeys],
        // Its banner would go to this process's stdout, which carries data.
        extraArgs: ['--output', 'none'],
      },
    });
    const { address, client, nativeConnection } = environment;
    return { address, client, nativeConnection, stop: () => environment.teardown() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(noTemporalCli(reason), { cause: error });
  }
}
