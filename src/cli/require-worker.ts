import type { Client } from '@temporalio/client';
import { awaitPollers } from '../client/pollers.js';
import { CliError } from './cli-error.js';
import type { CliContext } from './context.js';
import { ExitCode } from './exit-code.js';
import { say } from './print.js';

/**
 * Waits until a worker polls the task queue, 60 s at most: without one, a start would be a promise that nobody keeps.
 *
 * @throws CliError, unavailable.
 */
export async function requireWorker(
  context: CliContext,
  client: Client,
  taskQueue: string,
  signal: AbortSignal,
): Promise<void> {
  const isPolled = await awaitPollers(client, taskQueue, {
    pause: context.pause,
    signal,
    onWait: () => say(context, `No worker polls the task queue ${taskQueue}: waiting for one, 60 s at most.`),
  });
  if (!isPolled) throw new CliError(ExitCode.unavailable, noWorker(taskQueue));
}

function noWorker(taskQueue: string): string {
  return `No worker polled the task queue ${taskQueue} for 60 s, so nothing was started. Start one with \`eci-replicator worker\`, or set ECI_REPLICATOR_TASK_QUEUE to the queue that it polls.`;
}
