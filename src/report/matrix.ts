import type { Report, ReportCopy } from './report.js';
import { type ReportRegion, reportRegions } from './report-regions.js';

/** A report's copies as caches by target regions. */
export interface Matrix {
  readonly regions: readonly ReportRegion[];
  readonly rows: readonly MatrixRow[];
}

/** One cache of the plan. */
export interface MatrixRow {
  readonly source: string;
  /** Bucket and path at the destination; null: not known. */
  readonly place: string | null;
  /** GiB. */
  readonly sizeGiB: number | null;
  /** One for each region, in their order; undefined: the region's copies are not known. */
  readonly copies: readonly (ReportCopy | undefined)[];
  /** Every copy that is known is ready. */
  readonly ready: boolean;
}

/** Rows in the plan's order. A source that is copied to two places of a region has two rows. */
export function matrixOf(report: Report): Matrix {
  const regions = reportRegions(report);
  const rows = new Map<string, (ReportCopy | undefined)[]>();
  regions.forEach(({ copies }, column) => {
    const seen = new Map<string, number>();
    for (const copy of copies) {
      // By count, not by place: a region that was not surveyed does not know the place.
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
