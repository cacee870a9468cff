import { packList } from '../../src/payload/packed-list.js';
import type { AskedCopy } from '../../src/reconcile/prunable.js';
import type { OpenedPrune } from './open-prune.js';
import type { PruneRegionInput } from './prune-region-input.js';
import { MAX_SHOWN } from './prune-summary.js';

/** What each region's workflow is given: a region that the plan does not target is asked for nothing. */
export function regionInputs({ plan, regions, buckets }: OpenedPrune, asked: readonly AskedCopy[]): PruneRegionInput[] {
  const targets = new Set(plan.targets.map(({ region }) => region));
  const listed = new Set(buckets);
  for (const { bucket } of asked) if (bucket !== undefined) listed.add(bucket);
  for (const { as } of plan.source.caches) if (as?.bucket !== undefined) listed.add(as.bucket);
  const selections = plan.source.caches.flatMap(({ select }) => select ?? []);
  const packed = packList(asked);
  return regions.map((region) => ({
    plan: plan.name,
    sourceRegion: plan.source.region,
    region,
    asked: targets.has(region) ? packed : [],
    targeted: targets.has(region),
    buckets: [...listed],
    ...(targets.has(region) && selections.length > 0 ? { selections } : {}),
    tell: Math.floor(MAX_SHOWN / regions.length),
  }));
}
