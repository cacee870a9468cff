import type { Counts } from './counts.js';

/** How a run ended, or `running`. */
export const RUN_OUTCOMES = ['ready', 'partial', 'failed', 'cancelled', 'running'] as const;
export type RunOutcome = (typeof RUN_OUTCOMES)[number];

/** How many of the copies that are not required may fail or conflict. */
export interface FailureBudget {
  readonly count?: number | undefined;
  /** 0–100. */
  readonly percent?: number | undefined;
}

/** One target region's part in the outcome. */
export interface RegionCounts {
  readonly required: boolean;
  readonly counts: Counts;
}

/**
 * The outcome of a run that was not cancelled: `failed` if a required copy is not ready or the failure budget is exceeded,
 * `partial` if there are failures within the budget.
 */
export function runOutcome(regions: readonly RegionCounts[], budget: FailureBudget): 'ready' | 'partial' | 'failed' {
  if (regions.some(({ required, counts }) => required && missing(counts) > 0)) return 'failed';

  const optional = regions.filter(({ required }) => !required);
  const planned = optional.reduce((sum, { counts }) => sum + counts.planned, 0);
  const lost = optional.reduce((sum, { counts }) => sum + missing(counts), 0);
  if (lost === 0) return 'ready';
  const allowed = budget.count ?? (planned * (budget.percent ?? 100)) / 100;
  return lost > allowed ? 'failed' : 'partial';
}

function missing({ failed, conflict, pending }: Counts): number {
  return failed + conflict + pending;
}
