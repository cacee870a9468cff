import type { CopyRecord, Verdict } from './copy-record.js';
import { reportSchema } from './report-schema.js';

/** What a run would do about a copy; `none`: it could not be judged, and the record's code says why. */
export type PreviewVerdict = Verdict | 'none';

/** How many copies have which verdict; every verdict is there. */
export type VerdictCounts = Readonly<Record<PreviewVerdict, number>>;

/** In the order in which they are told: all that a report knows, and `none`. */
export const PREVIEW_VERDICTS: readonly PreviewVerdict[] = [
  ...reportSchema.shape.copies.element.shape.verdict.unwrap().options,
  'none',
];

/** A source that is Failed or not there, a region that could not be looked at: such a copy was never surveyed. */
export function previewVerdict({ verdict }: Pick<CopyRecord, 'verdict'>): PreviewVerdict {
  return verdict ?? 'none';
}

/** Whether a run would ask for a copy; every verdict of a survey but these three says so. */
export function isChange(verdict: PreviewVerdict): boolean {
  return verdict !== 'adopt' && verdict !== 'conflict' && verdict !== 'none';
}

export function countVerdicts(records: Iterable<Pick<CopyRecord, 'verdict'>>): VerdictCounts {
  const counts = Object.fromEntries(PREVIEW_VERDICTS.map((verdict) => [verdict, 0])) as Record<PreviewVerdict, number>;
  for (const record of records) counts[previewVerdict(record)] += 1;
  return counts;
}
