import type { Client } from '@temporalio/client';
import { abortable } from '../client/abortable.js';
import type { CliContext } from './context.js';

/** Runs `work` with a client of the environment's Temporal, and closes its connection whatever happens. */
export async function withTemporal<T>(
  context: Pick<CliContext, 'connect' | 'process'>,
  signal: AbortSignal | undefined,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const temporal = await abortable(context.connect(context.process.env), signal);
  try {
    return await work(temporal.client);
  } finally {
    await temporal.close();
  }
}
