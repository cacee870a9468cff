import { RetryState } from '@temporalio/common';
import { ActivityCancellationType, ActivityFailure, isCancellation, proxyActivities } from '@temporalio/workflow';
import { WEBHOOK_RETRY } from '../src/notify/webhook-retry.js';
import type { Activities, CopyActivities } from '../activities/index.js';

/** The server retries every transient failure for as long as the workflow waits: there is no last attempt. */
const retry = { initialInterval: '1s', maximumInterval: '1m' } as const;

/** A few calls at most; each has its own time-out in the worker, `ECI_TIMEOUT`. */
export const { awaitRegion, findRunUnderWay, latestExecution, readFormerCopies, readPlanFile, regionUsage } =
  proxyActivities<Activities>({
    startToCloseTimeout: '5m',
    retry,
  });

/** A run can do without the result: a namespace that does not answer must not hold it up. */
export const { findSearchAttributes } = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  retry: { ...retry, maximumAttempts: 3 },
});

/** Someone waits for the answer, and asks again. */
export const { inspectSelf } = proxyActivities<Activities>({
  startToCloseTimeout: '50s',
  retry: { maximumAttempts: 1 },
});

/** Retried for a day: a receiver may be down for hours, and no run waits for it. */
export const { postWebhook } = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '1d',
  retry: WEBHOOK_RETRY,
});

/** A cancelled call is awaited: if it took effect after the run had ended, it would delete what the next run adopts. */
export const { deleteDataCache } = proxyActivities<Activities>({
  startToCloseTimeout: '5m',
  retry,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** A copy may be Updating for long; a day is enough to renew it otherwise. */
export const { extendDataCache } = proxyActivities<Activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '30s',
  scheduleToCloseTimeout: '1d',
  retry,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** Pages of calls. They heartbeat, so that a killed worker is noticed in half a minute and not at the time-out. */
export const { deleteRequestedCopies, describeSources, listPrunableCopies, surveyRegion } = proxyActivities<Activities>(
  {
    startToCloseTimeout: '30m',
    heartbeatTimeout: '30s',
    retry,
  },
);

/** A batch under way when the prune is cancelled is awaited: it returns what it deleted. */
export const { deletePrunableCopies } = proxyActivities<Activities>({
  startToCloseTimeout: '30m',
  heartbeatTimeout: '30s',
  retry,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** A poll under way when its watcher restarts is awaited: the changes that it sees are used. */
export const { watchDataCaches } = proxyActivities<Activities>({
  startToCloseTimeout: '30m',
  heartbeatTimeout: '30s',
  retry,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/**
 * Copies are requested on a task queue of their own, whose rate the server limits over all workers and runs. A cancelled
 * request is awaited: with the default type, a request that had already been granted would lose its id.
 *
 * A server with fair task queues gives each plan its share of that rate; others ignore the fairness key. The key may have 64
 * bytes, which is enough for the name of any plan.
 */
export function copyActivities(taskQueue: string, plan: string) {
  return proxyActivities<CopyActivities>({
    taskQueue,
    priority: { fairnessKey: plan },
    startToCloseTimeout: '10m',
    heartbeatTimeout: '30s',
    retry,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
}

/**
 * Whether an activity ended because its cancellation was requested. If its last attempt was under way then and failed, the
 * activity ends with the failure of that attempt, and only the retry state says that it was cancelled.
 */
export function wasCancelled(error: unknown): boolean {
  if (isCancellation(error)) return true;
  return error instanceof ActivityFailure && error.retryState === RetryState.CANCEL_REQUESTED;
}
