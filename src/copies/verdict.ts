/** What the survey of a target region decides for a copy, in the order of reports. */
export const VERDICTS = ['create', 'adopt', 'recreate', 'renew', 'supersede', 'conflict'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a run would do about a copy; `none`: the copy was not surveyed, and the record's code says why. */
export const PREVIEW_VERDICTS = [...VERDICTS, 'none'] as const;
export type PreviewVerdict = (typeof PREVIEW_VERDICTS)[number];

/** The number of copies per verdict. Every verdict has a key. */
export type VerdictCounts = Readonly<Record<PreviewVerdict, number>>;

/** A copy of a Failed or missing source, or in a region that could not be surveyed, has no verdict. */
export function previewVerdict({ verdict }: { readonly verdict?: Verdict | undefined }): PreviewVerdict {
  return verdict ?? 'none';
}

/** Whether a run would request the copy. */
export function isChange(verdict: PreviewVerdict): boolean {
  return verdict !== 'adopt' && verdict !== 'conflict' && verdict !== 'none';
}

export function countVerdicts(records: Iterable<{ readonly verdict?: Verdict | undefined }>): VerdictCounts {
  const counts = Object.fromEntries(PREVIEW_VERDICTS.map((verdict) => [verdict, 0])) as Record<PreviewVerdict, number>;
  for (const record of records) counts[previewVerdict(record)] += 1;
  return counts;
}
