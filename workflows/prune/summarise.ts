import type { OpenedPrune } from './open-prune.js';
import type { RegionFound } from './prune-messages.js';
import type { PruneRegionResult } from './prune-region-input.js';
import type { PrunedRegion, PruneSummary } from './prune-summary.js';

/** What a prune returns, from what its regions found first and returned in the end. */
export function summarise(
  { plan, digest: planDigest, dryRun }: OpenedPrune,
  found: readonly RegionFound[],
  results: ReadonlyMap<string, PruneRegionResult>,
  pruneDigest: string,
): PruneSummary {
  const regions = found.map((one) => prunedRegion(one, results.get(one.region)));
  const total = (key: 'candidates' | 'deleted' | 'kept') => regions.reduce((sum, region) => sum + region[key], 0);
  return {
    version: 1,
    plan: plan.name,
    planDigest,
    dryRun,
    pruneDigest,
    candidates: total('candidates'),
    deleted: total('deleted'),
    kept: total('kept'),
    regions,
  };
}

function prunedRegion(found: RegionFound, result: PruneRegionResult | undefined): PrunedRegion {
  const { region, candidates, more, looked, unseen, shown } = found;
  const kept = result?.kept.length ?? 0;
  return {
    region,
    candidates,
    deleted: result?.deleting === true ? candidates - kept : 0,
    kept,
    more,
    looked,
    ...(unseen === undefined ? {} : { unseen }),
    shown,
  };
}
