import { groupBy, type ReportRegion, reportRegions } from './report-regions.js';
import type { Report, ReportCopy } from './report.js';

/** Copies that are not ready for the same cause, so that thousands of them stay readable. */
export interface UnreadyGroup {
  readonly outcome: ReportCopy['outcome'];
  readonly code: string | null;
  readonly advice: string | null;
  readonly count: number;
  /** The reasons given, most frequent first; may be empty. */
  readonly reasons: readonly Reason[];
  readonly regions: readonly ReportRegion[];
}

export interface Reason {
  readonly text: string;
  /** The number of copies. */
  readonly count: number;
}

const ORDER: readonly ReportCopy['outcome'][] = ['failed', 'conflict', 'pending', 'skipped'];

/** Groups the copies that are not ready by outcome and code: failed first, larger groups first. */
export function unreadyGroups(report: Report): UnreadyGroup[] {
  const unready = report.copies.filter(({ outcome }) => outcome !== 'ready');
  return [...groupBy(unready, ({ outcome, code }) => `${outcome} ${code ?? ''}`).values()]
    .map((copies) => ({
      outcome: copies[0].outcome,
      code: copies[0].code,
      advice: copies[0].advice,
      count: copies.length,
      reasons: reasonsOf(copies),
      regions: reportRegions({ copies }),
    }))
    .toSorted((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome) || b.count - a.count);
}

function reasonsOf(copies: readonly ReportCopy[]): Reason[] {
  const given = copies.flatMap(({ reason }) => (reason === null ? [] : [reason]));
  return [...groupBy(given, (reason) => reason)]
    .map(([text, { length }]) => ({ text, count: length }))
    .toSorted((a, b) => b.count - a.count);
}
