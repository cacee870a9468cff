import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';

/** A client's and a worker's connection to one server. */
export interface Connections {
  readonly client: Client;
  readonly nativeConnection: NativeConnection;
  /** Closes both. */
  close(): Promise<void>;
}

/** Connects to a server without TLS, in its namespace `default`. */
export async function connectTo(address: string): Promise<Connections> {
  const connection = await Connection.connect({ address });
  try {
    const nativeConnection = await NativeConnection.connect({ address });
    return {
      client: new Client({ connection }),
      nativeConnection,
      close: async () => {
        await Promise.all([connection.close(), nativeConnection.close()]);
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
