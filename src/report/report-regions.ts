import { countCopies, type Counts } from '../copies/counts.js';
import { viewText } from '../reconcile/evidence.js';
import type { Report, ReportCopy } from './report.js';

/** All or some copies of one target region. */
export interface ReportRegion {
  readonly region: string;
  readonly counts: Counts;
  readonly copies: readonly ReportCopy[];
}

/** Groups copies by target region and keeps their order. */
export function reportRegions({ copies: all }: Pick<Report, 'copies'>): ReportRegion[] {
  const byRegion = groupBy(all, ({ region }) => region);
  return [...byRegion].map(([region, copies]) => ({ region, counts: countCopies(copies), copies }));
}

/** One sentence per region that did not show everything. */
export function partialViewTexts({ regions }: Pick<Report, 'regions'>): string[] {
  return regions.flatMap(({ region, partialView }) => {
    if (partialView === null) return [];
    const { listed, counted } = partialView;
    const seen = viewText({ listed, counted: counted ?? undefined });
    return [`${region}: ${seen}. Each destination was looked up by itself before a copy was requested.`];
  });
}

/** Items by key, in order of first appearance: `Map.groupBy`, which Node 20 lacks. */
export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, [Item, ...Item[]]> {
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [item]);
    else known.push(item);
  }
  return groups;
}
