import type { Client } from '@temporalio/client';
import { CliError } from './cli-error.js';
import type { CliContext } from './context.js';
import { ExitCode } from './exit-code.js';
import { say } from './print.js';

/**
 * Waits until a worker polls the task queue, 60 s at most.
 *
 * @throws CliError, unavailable: none does, and nothing was started.
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
    onWait: () => say(context, `No worker polls the task queue ${taskQueue}: waiting for one, 60 s at most.`),
  });
  if (isPolled) return;
  throw new CliError(
    ExitCode.unavailable,
    `No worker polled the task queue ${taskQueue} for 60 s, so nothing was started. Start one with \`eci-replicator worker\`, or set ECI_REPLICATOR_TASK_QUEUE to the queue that it polls.`,
  );
}
