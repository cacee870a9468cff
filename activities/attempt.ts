import { activityInfo } from '@temporalio/activity';

/**
 * When this attempt was due by the server's clock, epoch ms. Every delay is computed from it and from times that the
 * workflow carries, never from the worker's own clock, which may be wrong, or stand still while the server's is skipped.
 */
export function attemptTime(): number {
  return activityInfo().currentAttemptScheduledTimestampMs;
}

/** When the activity was first scheduled, epoch ms of the server. */
export function firstScheduledTime(): number {
  return activityInfo().scheduledTimestampMs;
}

/**
 * When this attempt runs, at the earliest by either clock: it may have waited long for a worker. For what must not be
 * taken for younger than it is; a worker's clock that is ahead costs a look too many.
 */
export function startedTime(): number {
  return Math.max(attemptTime(), Date.now());
}
