import { expandCopies, type FoundSources, type HiddenSources, type PlannedCopy } from '../plan/expand-copies.js';
import { defined } from '../defined.js';
import type { Problem } from '../plan/problem.js';
import type { CopiedSources, Plan } from '../plan/plan-schema.js';
import { type CopyRecord, outcomeOf } from './copy-record.js';
import type { RunOutcome } from './run-outcome.js';
import type { Stopped } from './stop.js';

/**
 * The copies of a plan in one region before the region starts.
 *
 * @param found the sources that the run has described. Without it, a destination that the plan does not name is empty, and
 * the copies of selections are missing.
 */
export function plannedRecords(plan: CopiedSources, found?: FoundSources): CopyRecord[] {
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

function bySource(plan: CopiedSources): (Partial<PlannedCopy> & Pick<PlannedCopy, 'source'>)[] {
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
 * or is not shown although it may exist, and fails with a source that is Failed or does not exist.
 *
 * @returns `problems` if the plan is invalid with these sources, for example because two copies have the same destination.
 */
export function openRecords(plan: Plan, found: FoundSources): { records: CopyRecord[] } | { problems: Problem[] } {
  const { copies, problems } = expandCopies(plan, found);
  if (problems.length > 0) return { problems };
  const hidden = new Set(found.hidden?.ids);
  return {
    records: copies.map((copy) => openRecord(plan, copy, hidden.has(copy.source) ? found.hidden : undefined)),
  };
}

/** The code of a copy that waits for a source that is not shown. */
export const SOURCE_NOT_SHOWN = 'SourceNotShown';

function openRecord(
  plan: Plan,
  { source, bucket, path, name, sizeGiB, status }: PlannedCopy,
  hidden: HiddenSources | undefined,
): CopyRecord {
  const copy = { source, bucket, path, name, sizeGiB, generation: 0, attempts: 0, failures: 0 };
  switch (status) {
    case undefined:
      if (hidden !== undefined) {
        const reason = `${source} is not shown in ${plan.source.region}, and may exist: ${hidden.reason}`;
        return { ...copy, state: 'awaitingSource', code: SOURCE_NOT_SHOWN, reason };
      }
      return {
        ...copy,
        state: 'failed',
        code: 'SourceNotFound',
        reason: `${source} does not exist in ${plan.source.region}`,
      };
    case 'Available':
      return { ...copy, state: 'planned' };
    case 'Failed':
      return { ...copy, state: 'failed', code: 'SourceFailed', reason: 'the source cache is Failed' };
    default:
      return { ...copy, state: 'awaitingSource', reason: `the source is ${status}` };
  }
}
