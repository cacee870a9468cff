import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { type DevServer, startDevServer } from './dev-server.js';
import { startDownloadedServer } from './downloaded-server.js';
import type { TemporalCli } from './temporal-cli.js';

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
export async function startLocalTemporal(cli: TemporalCli, ports: LocalTemporalPorts): Promise<LocalTemporal> {
  const server = await startServer(cli, ports);
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

function startServer(cli: TemporalCli, ports: LocalTemporalPorts): Promise<DevServer> {
  return cli.type === 'existing-path' ? startDevServer(cli.path, ports) : startDownloadedServer(ports);
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
