import { ApplicationFailure } from '@temporalio/workflow';

/** A prune that cannot go on; the message is a sentence. */
export function pruneFailed(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'PruneFailed');
}

/** Refused: a run of the plan has what would be pruned in its hands. */
export function runUnderWay(workflowId: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `${workflowId} is under way, so nothing was deleted: wait for the run's end, or cancel it, and prune again.`,
    'RunUnderWay',
  );
}

/** Refused: what would be deleted is not what was shown. */
export function pruneDiffers(expected: string, found: string, candidates: number): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `What the plan no longer asks for has changed since it was shown, so nothing was deleted: it is ${candidates} copies now, with the digest ${found} and not ${expected}. Look at a new preview.`,
    'PruneDiffers',
  );
}
