import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { RunSummary } from '../../workflows/run/run-summary.js';

/** The summary of a run: its result, or the details of its failure. */
export async function summaryOf(result: Promise<RunSummary>): Promise<RunSummary> {
  try {
    return await result;
  } catch (failure) {
    if (!(failure instanceof WorkflowFailedError) || !(failure.cause instanceof ApplicationFailure)) throw failure;
    const [summary] = failure.cause.details ?? [];
    return summary as RunSummary;
  }
}
