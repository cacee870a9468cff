import type { DataCache, Eci } from '../src/eci/eci.js';
import { bucketsToList, type Selection, SelectionMatches } from '../src/plan/selection.js';
import { listDataCaches } from './list-data-caches.js';
import { type RegionSight, regionSight } from './region-sight.js';

export interface SelectTask {
  readonly region: string;
  readonly selections: readonly Selection[];
  /** Sources that the plan names by id. */
  readonly ids: readonly string[];
  /** Where to look besides, for a selection without a bucket. */
  readonly buckets: Iterable<string>;
}

/**
 * Finds what the selections match: one listing a bucket, however many selections look into it, of which only matches are
 * held. It stops once they are more than a region may have.
 */
export async function selectSources(
  eci: Eci,
  { region, selections, ids, buckets }: SelectTask,
): Promise<{ readonly matches: SelectionMatches<DataCache>; readonly sight: RegionSight }> {
  const matches = new SelectionMatches<DataCache>(selections, new Set(ids));
  let isSeen = false;
  for (const bucket of bucketsToList(selections, buckets)) {
    for await (const cache of listDataCaches(eci, { region, ...(bucket === undefined ? {} : { bucket }) })) {
      isSeen = true;
      matches.add(cache);
      if (matches.tooMany) return { matches, sight: { seen: true } };
    }
  }
  // What matches nothing in a region that lists something is not there; an empty listing alone proves nothing.
  const isProven = isSeen || matches.empty.length === 0;
  return { matches, sight: isProven ? { seen: true } : await regionSight(eci, region, []) };
}
