import { countCopies } from './count-copies.js';
import type { Counts } from './counts.js';
import type { Report, ReportCopy } from './report.js';

/** One target region's part of a report. */
export interface ReportRegion {
  readonly region: string;
  readonly counts: Counts;
  readonly copies: readonly ReportCopy[];
}

/** A report's copies by target region, in the report's order. */
export function reportRegions(report: Report): ReportRegion[] {
  const byRegion = new Map<string, ReportCopy[]>();
  for (const copy of report.copies) {
    const known = byRegion.get(copy.region);
    if (known === undefined) byRegion.set(copy.region, [copy]);
    else known.push(copy);
  }
  return [...byRegion].map(([region, copies]) => ({ region, counts: countCopies(copies), copies }));
}
