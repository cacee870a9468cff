import { defined } from '../defined.js';
import { expandCopies, type FoundSources, type PlannedCopy } from '../plan/expand-copies.js';
import type { Problem } from '../plan/problem.js';
import type { Plan } from '../plan/plan-schema.js';
import { type CopyRecord, outcomeOf } from './copy-record.js';
import type { RunOutcome } from './run-outcome.js';
import type { Stopped } from './stop.js';

/**
 * The copies of a plan in one region before the region starts.
 *
 * @param found the sources that the run has described. Without it, a destination that the plan does not name is empty, and
 * the copies of selections are missing.
 */
export function plannedRecords(plan: Plan, found?: FoundSources): CopyRecord[] {
  const sources = found === undefined ? bySource(plan) : expandCopies(plan, found).copies;
  return sources.map(({ source, bucket = '', path = '', name = '', sizeGiB }) => ({
    source,
    bucket,
    path,
    name,
    ...defined({ sizeGiB }),
    state: 'planned',
    generation: 0,
    attempts: 0,
    failures: 0,
  }));
}

function bySource(plan: Plan): (Partial<PlannedCopy> & Pick<PlannedCopy, 'source'>)[] {
  return plan.source.caches.flatMap(({ id, as }) => (id === undefined ? [] : [{ source: id, ...as }]));
}

/** The copies after a run has ended without them: pending ones fail because of the stop, or stay pending if it was cancelled. */
export function stoppedRecords(records: readonly CopyRecord[], stop: Stopped, outcome: RunOutcome): CopyRecord[] {
  const state = outcome === 'cancelled' || outcome === 'running' ? undefined : ('failed' as const);
  return records.map((record) =>
    outcomeOf(record.state) === 'pending' ? { ...record, ...stop, state: state ?? record.state } : record,
  );
}

/**
 * The records with which every region begins, one per copy of the plan. A copy waits for a source that is not Available yet,
 * and fails with a source that is Failed or not shown.
 *
 * @returns `problems` if the plan is invalid with these sources, for example because two copies have the same destination.
 */
export function openRecords(plan: Plan, found: FoundSources): { records: CopyRecord[] } | { problems: Problem[] } {
  const { copies, problems } = expandCopies(plan, found);
  if (problems.length > 0) return { problems };
  return { records: copies.map((copy) => openRecord(plan, copy)) };
}

function openRecord(plan: Plan, { source, bucket, path, name, sizeGiB, status }: PlannedCopy): CopyRecord {
  const copy = { source, bucket, path, name, sizeGiB, generation: 0, attempts: 0, failures: 0 };
  switch (status) {
    case undefined:
      return {
        ...copy,
        state: 'failed',
        code: 'SourceNotFound',
        reason: `${source} is not shown in ${plan.source.region}`,
      };
    case 'Available':
      return { ...copy, state: 'planned' };
    case 'Failed':
      return { ...copy, state: 'failed', code: 'SourceFailed', reason: 'the source cache is Failed' };
    default:
      return { ...copy, state: 'awaitingSource', reason: `the source is ${status}` };
  }
}
