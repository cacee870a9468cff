import { type Counts, noCopies } from './counts.js';
import type { ReportCopy } from './report.js';

/** Counts of a report's copies, or of a part of them. */
export function countCopies(copies: Iterable<Pick<ReportCopy, 'outcome' | 'verdict'>>): Counts {
  const counts = noCopies();
  for (const { outcome, verdict } of copies) {
    counts.planned += 1;
    counts[outcome] += 1;
    if (outcome === 'ready' && verdict === 'adopt') counts.adopted += 1;
  }
  return counts;
}
