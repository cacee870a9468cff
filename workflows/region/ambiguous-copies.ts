import { ActivityFailure, condition, isCancellation } from '@temporalio/workflow';
import { type CopyRecord, isAmbiguous } from '../../src/copies/copy-record.js';
import { unpackVerdicts } from '../../src/reconcile/packed-verdicts.js';
import { surveyRegion } from '../activities.js';
import type { RegionInput } from './region-input.js';
import type { RegionState } from './region-state.js';
import { surveyTask } from './survey.js';

/**
 * Ends the copies that a stop leaves without a request. Ambiguous copies are looked up first: one that is found is under way,
 * not lost. After a cancellation the others stay as they are, pending.
 */
export async function endStranded(state: RegionState, input: RegionInput): Promise<void> {
  const { stop } = state.holds;
  if (stop === undefined) return;
  const ambiguous = state.stranded.filter(isAmbiguous);
  if (ambiguous.length > 0) await lookUp(state, input, ambiguous);
  state.endStranded(stop);
}

/** Leaves out ambiguous copies that were skipped. Each is looked up first, so that the report says what was bought. */
export async function skipAmbiguous(state: RegionState, input: RegionInput): Promise<never> {
  const { holds, skips } = state;
  for (;;) {
    await condition(() => holds.stop === undefined && skips.ambiguous.length > 0);
    const ambiguous = skips.ambiguous;
    await lookUp(state, input, ambiguous);
    skips.lookedUp(ambiguous);
  }
}

/** Those that are found in the region are under way; whether they are ready is seen by the next poll. */
async function lookUp(state: RegionState, input: RegionInput, ambiguous: readonly CopyRecord[]): Promise<void> {
  const result = await surveyPlaces(state, input, ambiguous);
  if (result?.kind !== 'surveyed') return;
  for (const [index, verdict] of unpackVerdicts(result.verdicts)) {
    const record = ambiguous[index];
    if (record === undefined || verdict.verdict !== 'adopt' || verdict.generation < record.generation) continue;
    state.foundByLookUp(record, verdict, Date.now());
  }
}

/** `undefined`: the service did not answer. A stop waits two minutes for it, and no longer. */
async function surveyPlaces(state: RegionState, input: RegionInput, ambiguous: readonly CopyRecord[]) {
  const task = { ...surveyTask(state, input, ambiguous), blindSurvey: 'trust' as const };
  const options = { summary: 'copies whose requests were never answered', scheduleToCloseTimeout: '2m' };
  try {
    return await surveyRegion.executeWithOptions(options, [task]);
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    return undefined;
  }
}
