import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities, CopyActivities } from '../activities/index.js';

/** Every refusal that can pass is retried by the server for as long as the workflow waits: no attempt is the last. */
const retry = { initialInterval: '1s', maximumInterval: '1m' } as const;

/** A few calls at most; each has its own time-out in the worker, `ECI_TIMEOUT`. */
export const { awaitRegion, findRunUnderWay, readPlanFile, readRegionResult, regionUsage } =
  proxyActivities<Activities>({
    startToCloseTimeout: '5m',
    retry,
  });

/** A run does without: a namespace that does not answer must not hold it up. */
export const { findSearchAttributes } = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  retry: { ...retry, maximumAttempts: 3 },
});

/** For a day: a receiver may be down for hours, and nobody waits. */
export const { postWebhook } = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '1d',
  retry: { initialInterval: '5s', maximumInterval: '10m' },
});

/** A call under way is waited for: one that took effect after its run had ended would delete what a next run adopts. */
export const { deleteDataCache } = proxyActivities<Activities>({
  startToCloseTimeout: '5m',
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

/** A batch under way when the prune is cancelled is waited for: it says what it deleted. */
export const { deletePrunableCopies } = proxyActivities<Activities>({
  startToCloseTimeout: '30m',
  heartbeatTimeout: '30s',
  retry,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** A look under way when its watcher is restarted is waited for: what it sees is used. */
export const { watchDataCaches } = proxyActivities<Activities>({
  startToCloseTimeout: '30m',
  heartbeatTimeout: '30s',
  retry,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/**
 * Copies are asked for on a queue of their own, whose rate the server limits over all workers and runs. A cancelled
 * request is waited for: with the default type, one that had already been granted lost its id.
 *
 * A server that deals tasks out fairly gives each plan its share of that rate; others ignore the key, which may have 64
 * bytes and thus holds any plan's name.
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
