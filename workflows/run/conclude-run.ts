import { fitReasons } from '../../src/payload/fit-reasons.js';
import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  TemporalFailure,
  upsertMemo,
} from '@temporalio/workflow';
import { packDeletion } from '../../src/copies/deletion.js';
import { deleteRequestedCopies } from '../activities.js';
import type { RunSummary } from '../messages.js';
import type { RunState } from './run-state.js';
import { summaryOfRun } from './run-answers.js';
import type { Run } from './run.js';
import { sendNotification } from './send-notification.js';

/** A memo is read with every list of runs, so it stays small, bytes. */
const MAX_MEMO = 32 * 1024;

/**
 * Ends the run once all of its regions have ended: the one place where an outcome becomes the end of the workflow.
 *
 * @throws CancelledFailure; `ReplicationFailed` with the summary in its details.
 */
export async function concludeRun(run: Run): Promise<RunSummary> {
  const { state } = run;
  state.loseUnstarted(state.isCancelled ? 'pending' : 'failed', Date.now());
  if (state.isCancelled) {
    await CancellationScope.nonCancellable(() => deleteRequested(state));
    run.end('cancelled');
    await sendNotification(state, 'cancelled');
    throw new CancelledFailure('The run was cancelled');
  }
  const outcome = state.judge();
  run.end(outcome);
  await sendNotification(state, outcome);
  const summary = summaryOfRun(state);
  if (outcome === 'failed') throw replicationFailed(state, summary);
  return summary;
}

/** Ends a run that failed before any region was started: it has no records to conclude from. */
export async function failRun(run: Run, error: unknown): Promise<never> {
  // Any other error fails the workflow task, not the run.
  if (error instanceof TemporalFailure) {
    run.end('failed');
    await sendNotification(run.state, 'failed', { reason: error.message });
  }
  throw error;
}

function replicationFailed(state: RunState, summary: RunSummary): ApplicationFailure {
  const { ready, planned } = summary.counts;
  const reached = `${ready} of ${planned} copies are ready`;
  // A report cannot give the reason for copies of a selection that was never resolved.
  const unresolved = `the plan's selections were not resolved: ${state.stop?.reason ?? reached}`;
  return ApplicationFailure.create({
    type: 'ReplicationFailed',
    message: state.isResolved ? reached : unresolved,
    details: [summary],
    nonRetryable: true,
  });
}

/** If it was asked to: deletes the copies that this run requested, region by region, and notes the result in the memo. */
async function deleteRequested(state: RunState): Promise<void> {
  if (!state.facts.deletesOnCancel) return;
  const { plan } = state;
  const results = await Promise.all(
    Object.entries(state.workflows).map(async ([region, workflow]) => {
      const task = { region, plan: plan.name, sourceRegion: plan.source.region, ...workflow };
      const summary = `copies requested in ${region}`;
      return [region, await deleteRequestedCopies.executeWithOptions({ summary }, [task])] as const;
    }),
  );
  const deleted = fitReasons(
    (reasonLength) =>
      Object.fromEntries(results.map(([region, result]) => [region, packDeletion(result, reasonLength)])),
    MAX_MEMO,
  );
  upsertMemo({ deleted });
}
