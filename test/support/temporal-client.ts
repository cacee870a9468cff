import { Client, Connection } from '@temporalio/client';
import { onTestFinished } from 'vitest';

/** A client of the server at `address`, which closes when the test ends. Call it within a test. */
export async function clientForTest(address: string): Promise<Client> {
  const connection = await Connection.connect({ address });
  onTestFinished(() => connection.close());
  return new Client({ connection });
}

/** Runs `use` with a client of the server at `address` and closes the client. For servers that are killed within the test. */
export async function withClient<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}
