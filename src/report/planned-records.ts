import { expandCopies, type FoundSources, type PlannedCopy } from '../plan/expand.js';
import type { Plan } from '../plan/schema.js';
import { type CopyRecord, outcomeOf } from './copy-record.js';
import type { RunOutcome } from './run-outcome.js';

/** Why a region has no copies of its own to show. */
export interface Stopped {
  readonly code: string;
  readonly reason: string;
}

/**
 * A plan's copies in one region as they stand before it starts.
 *
 * @param found what the run saw of the sources. Without it a place that the plan does not name is empty, and what
 * selections match is not known.
 */
export function plannedRecords(plan: Plan, found?: FoundSources): CopyRecord[] {
  const sources = found === undefined ? bySource(plan) : expandCopies(plan, found).copies;
  return sources.map(({ source, bucket = '', path = '', name = '', sizeGiB }) => ({
    source,
    bucket,
    path,
    name,
    ...(sizeGiB === undefined ? {} : { sizeGiB }),
    state: 'planned',
    generation: 0,
    attempts: 0,
    failures: 0,
  }));
}

function bySource(plan: Plan): (Partial<PlannedCopy> & Pick<PlannedCopy, 'source'>)[] {
  return plan.source.caches.flatMap(({ id, as }) => (id === undefined ? [] : [{ source: id, ...as }]));
}

/** The same copies once the run has ended without them: those still pending failed by the stop, or stay so if it was cancelled. */
export function stoppedRecords(records: readonly CopyRecord[], stop: Stopped, outcome: RunOutcome): CopyRecord[] {
  const state = outcome === 'cancelled' || outcome === 'running' ? undefined : ('failed' as const);
  return records.map((record) =>
    outcomeOf(record.state) === 'pending' ? { ...record, ...stop, state: state ?? record.state } : record,
  );
}
