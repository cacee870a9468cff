import type { Report, ReportCopy } from '../report.js';

/** A sign for each outcome of a copy or a run, so that none is told by colour alone. */
export const OUTCOME_SIGNS: Readonly<Record<ReportCopy['outcome'] | Report['outcome'], string>> = {
  ready: '✓',
  failed: '✕',
  conflict: '≠',
  skipped: '–',
  pending: '○',
  partial: '◐',
  cancelled: '–',
  running: '○',
};
