import { RetryState } from '@temporalio/common';
import { ActivityFailure, isCancellation } from '@temporalio/workflow';

/**
 * Whether an activity ended because its cancellation was asked for. One whose last attempt was under way then, and
 * failed, ends as that attempt's failure: it was not tried again, and says so in its retry state alone.
 */
export function wasCancelled(error: unknown): boolean {
  if (isCancellation(error)) return true;
  return error instanceof ActivityFailure && error.retryState === RetryState.CANCEL_REQUESTED;
}
