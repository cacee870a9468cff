import type { Client } from '@temporalio/client';
import { isUnderWay, type WorkflowExecution } from '../../workflow-ids.js';
import { abortable } from '../abortable.js';
import { NoWorkerAnswered } from '../errors.js';
import { type LiveStatus, queryStatus } from './current-status.js';
import { LiveRegions } from './live-regions.js';
import { noAnswer } from './no-answer.js';
import { describeRun } from '../../executions/describe-run.js';
import { taskFailureOf } from '../../executions/read-task-failure.js';
import type { TaskFailure } from '../../task-failure.js';
import type { Pause } from '../pause.js';
import { grpcStatus, isDisconnection } from '../temporal-errors.js';

/** How long the server may take to describe a run, ms. */
const DESCRIBE_TIMEOUT_MS = 10_000;

/** How old the answer of a region may be before it is asked again, ms: as old as what it knows itself, by default. */
const REGIONS_MAX_AGE_MS = 10_000;

/** The result of polling a run under way. */
export type RunPoll =
  | { readonly kind: 'status'; readonly status: LiveStatus }
  /** No worker answered. The run itself is not affected. */
  | { readonly kind: 'unanswered'; readonly reason: string }
  /** The workers fail tasks of the run or its regions: it continues once there are workers that do not. */
  | { readonly kind: 'stuck'; readonly failures: readonly TaskFailure[] }
  /** Temporal did not answer. The run itself is not affected, or not by this. */
  | { readonly kind: 'disconnected' };

export interface WatchRunOptions {
  /** Ms between polls. */
  readonly every: number;
  readonly pause: Pause;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Polls a run and returns once it has ended. A failed poll is yielded, not thrown: a pipeline that waits for hours must
 * survive a restart of the server.
 *
 * @throws the signal's reason if it is aborted.
 */
export async function* watchRun(
  client: Client,
  execution: WorkflowExecution,
  { every, pause, signal }: WatchRunOptions,
): AsyncGenerator<RunPoll, void> {
  const live = new LiveRegions(client, REGIONS_MAX_AGE_MS);
  for (;;) {
    signal?.throwIfAborted();
    // Without a worker a query takes ten seconds: too long after Ctrl-C.
    const poll = await abortable(pollRun(client, execution, live), signal);
    if (poll === 'ended') return;
    yield poll;
    await pause(every, signal);
  }
}

async function pollRun(client: Client, execution: WorkflowExecution, live: LiveRegions): Promise<RunPoll | 'ended'> {
  let isReached = false;
  try {
    const found = await client.withDeadline(Date.now() + DESCRIBE_TIMEOUT_MS, () => describeRun(client, execution));
    if (found === undefined || !isUnderWay(found)) return 'ended';
    isReached = true;
    const failure = await taskFailureOf(client, found);
    if (failure !== undefined) return { kind: 'stuck', failures: [failure] };
    return { kind: 'status', status: await queryStatus(client, execution, found.memo, live) };
  } catch (error) {
    const why = isReached ? await noAnswer(client, execution.workflowId, 'status query', error) : error;
    if (why instanceof NoWorkerAnswered && why.failures.length > 0) return { kind: 'stuck', failures: why.failures };
    if (isDisconnection(why)) return { kind: 'disconnected' };
    return { kind: 'unanswered', reason: grpcStatus(error).details };
  }
}
