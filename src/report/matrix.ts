import type { Report, ReportCopy } from './report.js';
import { type ReportRegion, reportRegions } from './report-regions.js';

/** The copies of a report: source caches by target regions. */
export interface Matrix {
  readonly regions: readonly ReportRegion[];
  readonly rows: readonly MatrixRow[];
}

/** One source cache. */
export interface MatrixRow {
  readonly source: string;
  /** Bucket and path of the destination; null if unknown. */
  readonly place: string | null;
  /** GiB. */
  readonly sizeGiB: number | null;
  /** One per region, in the same order; undefined if the copies of that region are not known. */
  readonly copies: readonly (ReportCopy | undefined)[];
  /** Whether every known copy is ready. */
  readonly ready: boolean;
}

/** Rows in the order of the plan. A source that is copied to two places per region has two rows. */
export function matrixOf(report: Report): Matrix {
  const regions = reportRegions(report);
  const rows = new Map<string, (ReportCopy | undefined)[]>();
  regions.forEach(({ copies }, column) => {
    const seen = new Map<string, number>();
    for (const copy of copies) {
      // By count, not by place: the place is unknown in a region that was not surveyed.
      const before = seen.get(copy.source) ?? 0;
      seen.set(copy.source, before + 1);
      const key = `${before} ${copy.source}`;
      const row = rows.get(key) ?? Array.from<ReportCopy | undefined>({ length: regions.length });
      row[column] = copy;
      rows.set(key, row);
    }
  });
  return { regions, rows: [...rows.values()].map(rowOf) };
}

function rowOf(copies: readonly (ReportCopy | undefined)[]): MatrixRow {
  const known = copies.filter((copy) => copy !== undefined);
  const placed = known.find(({ path }) => path !== null);
  return {
    source: known[0]?.source ?? '',
    place: placed === undefined ? null : `${placed.bucket ?? ''}${placed.path ?? ''}`,
    sizeGiB: known.find(({ sizeGiB }) => sizeGiB !== null)?.sizeGiB ?? null,
    copies,
    ready: known.every(({ outcome }) => outcome === 'ready'),
  };
}
