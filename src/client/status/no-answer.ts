import type { Client } from '@temporalio/client';
import { describeRun } from '../../executions/describe-run.js';
import { type TaskFailure, taskFailureSentence } from '../../task-failure.js';
import { NoWorkerAnswered, type TemporalUnreachable } from '../errors.js';
import { isDisconnection, temporalAway } from '../temporal-errors.js';
import { taskFailuresOfRun } from './task-failures.js';

/** How long a server that answers at all may take, ms. */
const ANSWERS_WITHIN_MS = 3_000;

/**
 * Why a run did not answer a query or an update. A request that no worker answers, and one to a server that has gone away, both
 * end at their deadline, so the server itself is asked. It also knows whether the workers
 * fail the tasks of the run or of its regions.
 *
 * @param request what was sent, for example `status query`.
 */
export async function noAnswer(
  client: Client,
  workflowId: string,
  request: string,
  error: unknown,
): Promise<NoWorkerAnswered | TemporalUnreachable> {
  if (isDisconnection(error) && !(await doesAnswer(client))) return temporalAway(error);
  const run = await describeRun(client, { workflowId });
  const failures = run === undefined ? [] : await taskFailuresOfRun(client, run);
  return noWorkerAnswered(workflowId, request, failures, error);
}

async function doesAnswer(client: Client): Promise<boolean> {
  try {
    await client.withDeadline(Date.now() + ANSWERS_WITHIN_MS, () =>
      client.connection.workflowService.getSystemInfo({}),
    );
    return true;
  } catch (error) {
    if (isDisconnection(error)) return false;
    // A refusal is an answer too.
    return true;
  }
}

/** @param failures of the run or its regions: where a worker fails the task of one, it cannot answer for the other either. */
export function noWorkerAnswered(
  workflowId: string,
  request: string,
  failures: readonly TaskFailure[],
  cause?: unknown,
): NoWorkerAnswered {
  const sentences =
    failures.length > 0
      ? failures.map(taskFailureSentence).join('\n')
      : `${workflowId} is under way and no worker answered the ${request}: start a worker, or try again once the run has ended.`;
  return new NoWorkerAnswered(sentences, failures, { cause });
}
