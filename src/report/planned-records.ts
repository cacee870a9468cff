import type { Plan } from '../plan/schema.js';
import { type CopyRecord, outcomeOf } from './copy-record.js';
import type { RunOutcome } from './run-outcome.js';

/** Why a region has no copies of its own to show. */
export interface Stopped {
  readonly code: string;
  readonly reason: string;
}

/** A plan's copies in one region as they stand before it starts; a place that the plan does not name is empty. */
export function plannedRecords(plan: Plan): CopyRecord[] {
  return plan.source.caches.flatMap(({ id, as }) =>
    id === undefined
      ? []
      : [
          {
            source: id,
            bucket: as?.bucket ?? '',
            path: as?.path ?? '',
            name: as?.name ?? '',
            state: 'planned' as const,
            generation: 0,
            attempts: 0,
            failures: 0,
          },
        ],
  );
}

/** The same copies once the run has ended without them: those still pending failed by the stop, or stay so if it was cancelled. */
export function stoppedRecords(records: readonly CopyRecord[], stop: Stopped, outcome: RunOutcome): CopyRecord[] {
  const state = outcome === 'cancelled' || outcome === 'running' ? undefined : ('failed' as const);
  return records.map((record) =>
    outcomeOf(record.state) === 'pending' ? { ...record, ...stop, state: state ?? record.state } : record,
  );
}
