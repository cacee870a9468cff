import { createdSince } from '../../src/reconcile/created-since.js';
import type { CopyRecord } from '../../src/report/copy-record.js';
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
  if (stop.code === 'Cancelled') return;
  for (const record of state.stranded) state.move(record, 'failed', { code: stop.code, reason: stop.reason });
}

async function adoptFound(state: RegionState, input: RegionInput, doubtful: readonly CopyRecord[]): Promise<void> {
  const task = { ...surveyTask(input, doubtful), blindSurvey: 'trust' as const };
  const result = await surveyRegion.executeWithOptions({ summary: 'copies that were never answered for' }, [task]);
  if (result.kind !== 'surveyed') return;
  for (const [index, verdict] of result.verdicts) {
    const record = doubtful[index];
    if (record === undefined || verdict.verdict !== 'adopt' || verdict.generation < record.generation) continue;
    const { id, generation } = verdict;
    const { ambiguousSince } = record;
    const requested = ambiguousSince !== undefined && createdSince(verdict.createdAt, ambiguousSince);
    state.move(record, 'copying', {
      id,
      generation,
      requestedAt: requested ? ambiguousSince : undefined,
      underWaySince: Date.now(),
      ambiguousSince: undefined,
    });
  }
}
