import { countCopies, type Counts } from '../copies/counts.js';
import { groupBy } from './group-by.js';
import type { Report, ReportCopy } from './report.js';

/** One target region's copies, or some of them. */
export interface ReportRegion {
  readonly region: string;
  readonly counts: Counts;
  readonly copies: readonly ReportCopy[];
}

/** Copies by target region, in their order: a whole report's, or some. */
export function reportRegions({ copies: all }: Pick<Report, 'copies'>): ReportRegion[] {
  const byRegion = groupBy(all, ({ region }) => region);
  return [...byRegion].map(([region, copies]) => ({ region, counts: countCopies(copies), copies }));
}
