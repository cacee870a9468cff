import { expandCopies, type FoundSources, type PlannedCopy } from '../plan/expand-copies.js';
import type { Problem } from '../plan/problem.js';
import type { Plan } from '../plan/plan-schema.js';
import { type CopyRecord, outcomeOf } from './copy-record.js';
import type { RunOutcome } from './run-outcome.js';
import type { Stopped } from './stop.js';

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

/**
 * Every copy of the plan as a region's records begin, the same for each region: a source that is not Available yet is
 * waited for, one that has failed or is not there fails its copies. What the plan cannot mean is problems.
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
