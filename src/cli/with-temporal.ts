import type { Client } from '@temporalio/client';
import { abortable } from '../client/abortable.js';
import { CliError } from './cli-error.js';
import type { CliContext } from './context.js';
import { ExitCode } from './exit-code.js';
import { say } from './print.js';

/**
 * Runs `work` with a client of the Temporal server that the environment names. Always closes the connection.
 *
 * @throws TemporalUnreachable, also if the namespace does not exist; InvalidTemporalSettings; whatever `work` throws.
 */
export async function withTemporal<T>(
  context: Pick<CliContext, 'connect' | 'process'>,
  signal: AbortSignal | undefined,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const temporal = await abortable(context.connect(context.process.env), signal);
  try {
    return await work(temporal.client);
  } catch (error) {
    const { translateRefusal } = await import('../client/temporal-errors.js');
    throw translateRefusal(error, temporal);
  } finally {
    await temporal.close();
  }
}

/**
 * Waits up to 60 s until a worker polls the task queue.
 *
 * @throws CliError, unavailable, if none does; nothing was started.
 */
export async function requireWorker(
  context: CliContext,
  client: Client,
  taskQueue: string,
  signal: AbortSignal,
): Promise<void> {
  const { awaitPollers } = await import('../client/pollers.js');
  const isPolled = await awaitPollers(client, taskQueue, {
    pause: context.pause,
    signal,
    onWait: () => say(context, `No worker polls the task queue ${taskQueue}: waiting for one, at most 60 s.`),
  });
  if (isPolled) return;
  throw new CliError(
    ExitCode.unavailable,
    `No worker polled the task queue ${taskQueue} for 60 s, so nothing was started. Start one with \`eci-replicator worker\`, or set ECI_REPLICATOR_TASK_QUEUE to the task queue that your worker polls.`,
  );
}
