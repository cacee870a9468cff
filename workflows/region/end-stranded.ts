import { ActivityFailure, isCancellation } from '@temporalio/workflow';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import { createdSince } from '../../src/reconcile/created-since.js';
import { unpackVerdicts } from '../../src/reconcile/packed-verdicts.js';
import { surveyRegion } from '../activities.js';
import type { RegionInput } from './region-input.js';
import type { RegionState } from './region-state.js';
import { surveyTask } from './survey.js';

/**
 * Ends the copies that a stop leaves without a request. One that may have been made unanswered is looked up first: if it
 * is there it is under way, not lost. After a cancellation the others stay as they are, pending.
 */
export async function endStranded(state: RegionState, input: RegionInput): Promise<void> {
  const { stop } = state;
  if (stop === undefined) return;
  const doubtful = state.stranded.filter((record) => record.ambiguousSince !== undefined);
  if (doubtful.length > 0) await adoptFound(state, input, doubtful);
  for (const [record, skip] of state.leaving) state.leave(record, skip);
  for (const record of state.stranded) {
    const doubt = record.ambiguousSince === undefined ? '' : NEVER_ANSWERED;
    if (stop.code !== 'Cancelled') state.move(record, 'failed', { code: stop.code, reason: stop.reason + doubt });
    else if (doubt !== '') record.reason = stop.reason + doubt;
  }
}

/** What is said of a copy that ends in doubt. */
export const NEVER_ANSWERED = '; a request for it was never answered, nor was it found';

/** Those of `doubtful` that stand in the region are under way, or ready, by their next look. */
export async function adoptFound(
  state: RegionState,
  input: RegionInput,
  doubtful: readonly CopyRecord[],
): Promise<void> {
  const result = await lookFor(state, input, doubtful);
  if (result?.kind !== 'surveyed') return;
  for (const [index, verdict] of unpackVerdicts(result.verdicts)) {
    const record = doubtful[index];
    if (record === undefined || verdict.verdict !== 'adopt' || verdict.generation < record.generation) continue;
    const { ambiguousSince } = record;
    // Another look has found it meanwhile.
    if (ambiguousSince === undefined) continue;
    const { id, generation } = verdict;
    const requested = createdSince(verdict.createdAt, ambiguousSince);
    state.move(record, 'copying', {
      id,
      generation,
      requestedAt: requested ? ambiguousSince : undefined,
      underWaySince: Date.now(),
      ambiguousSince: undefined,
    });
  }
}

/** `undefined`: nothing was learnt. A stop waits two minutes for a service that does not answer, and no longer. */
async function lookFor(state: RegionState, input: RegionInput, doubtful: readonly CopyRecord[]) {
  const task = { ...surveyTask(state, input, doubtful), blindSurvey: 'trust' as const };
  const options = { summary: 'copies that were never answered for', scheduleToCloseTimeout: '2m' };
  try {
    return await surveyRegion.executeWithOptions(options, [task]);
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    return undefined;
  }
}
