import type { Client } from '@temporalio/client';
import type { RunStatus } from '../../workflows/messages.js';
import { abortable } from './abortable.js';
import { describeRun } from './describe-run.js';
import type { Pause } from './pause.js';
import type { RunExecution } from './run-execution.js';
import { runStatus } from './status.js';

/** How long the server may take to describe a run, ms. */
const ANSWER_WITHIN_MS = 10_000;

/** What a look at a run under way showed. */
export type RunLook =
  | { readonly kind: 'status'; readonly status: RunStatus }
  /** No worker answered, or the connection failed; the run itself is not the worse for it. */
  | { readonly kind: 'unanswered'; readonly reason: string };

export interface WatchRunOptions {
  /** Ms between looks. */
  readonly every: number;
  readonly pause: Pause;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks at a run again and again, and returns once it has ended. A failed look is told, not thrown: a pipeline that waits
 * for hours outlasts a restart of its server.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function* watchRun(
  client: Client,
  execution: RunExecution,
  { every, pause, signal }: WatchRunOptions,
): AsyncGenerator<RunLook, void> {
  for (;;) {
    signal?.throwIfAborted();
    // A query without a worker takes ten seconds, and nobody who types Ctrl-C waits that long.
    const look = await abortable(lookAtRun(client, execution), signal);
    if (look === 'ended') return;
    yield look;
    await pause(every, signal);
  }
}

async function lookAtRun(client: Client, execution: RunExecution): Promise<RunLook | 'ended'> {
  try {
    const found = await client.withDeadline(Date.now() + ANSWER_WITHIN_MS, () => describeRun(client, execution));
    if (found?.status.name !== 'RUNNING') return 'ended';
    return { kind: 'status', status: await runStatus(client, execution) };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { kind: 'unanswered', reason: cause instanceof Error ? cause.message : String(cause) };
  }
}
