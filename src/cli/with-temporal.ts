import type { Client } from '@temporalio/client';
import { abortable } from '../client/abortable.js';
import { loadTracing } from '../tracing/load-tracing.js';
import { CliError } from './cli-error.js';
import type { CliContext } from './context.js';
import { ExitCode } from './exit-code.js';
import { say } from './print.js';

/**
 * Runs `work` with a client of the Temporal server that the environment names. Always closes the connection. If the environment
 * names a collector of traces, the work is a trace of its own.
 *
 * @throws TemporalUnreachable, also if the namespace does not exist, or if the server goes away; InvalidTemporalSettings;
 *   whatever `work` throws.
 */
export async function withTemporal<T>(
  context: Pick<CliContext, 'connect' | 'process'>,
  signal: AbortSignal | undefined,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const { env } = context.process;
  const tracing = await loadTracing(env, (reason) => say(context, `The trace is not complete: ${reason}`));
  try {
    const temporal = await abortable(context.connect(env, tracing?.client), signal);
    try {
      const working = () => work(temporal.client);
      return await (tracing === undefined ? working() : tracing.inSpan('eci-replicator', working));
    } catch (error) {
      const { translateFailure } = await import('../client/temporal-errors.js');
      throw translateFailure(error, temporal);
    } finally {
      await temporal.close();
    }
  } finally {
    await tracing?.shutdown();
  }
}

/**
 * Waits up to 60 s until a worker of the task queue answers.
 *
 * @throws CliError, unavailable, if none does; nothing was started.
 */
export async function requireWorker(
  context: CliContext,
  client: Client,
  taskQueue: string,
  signal: AbortSignal,
  what: 'started' | 'changed' = 'started',
): Promise<void> {
  const { awaitWorker } = await import('../client/await-worker.js');
  const { answered } = await awaitWorker(client, taskQueue, {
    pause: context.pause,
    signal,
    onWait: () => say(context, `No worker answers on the task queue ${taskQueue}: waiting for one, at most 60 s.`),
  });
  if (answered) return;
  throw new CliError(
    ExitCode.unavailable,
    `No worker answered on the task queue ${taskQueue} for 60 s, so nothing was ${what}. Start one with \`eci-replicator worker\`, or set ECI_REPLICATOR_TASK_QUEUE to the task queue that your worker polls.`,
  );
}
