import type { CopyRecord } from '../copies/copy-record.js';
import { isChange, previewVerdict } from '../copies/verdict.js';
import { sha256Hex } from '../sha256-hex.js';

/** The part of a region that enters the digest of a preview. */
export interface RegionDigest {
  readonly region: string;
  /** See {@link verdictDigest}. */
  readonly verdictDigest: string;
}

/** The fields of a record that describe its verdict. */
export type JudgedCopy = Pick<CopyRecord, 'source' | 'bucket' | 'path' | 'verdict' | 'generation' | 'code'>;

/**
 * The digest of the verdicts of one region, 64 hex digits. It covers the source, place and verdict of every copy, the
 * generation unless the copy is to be created, and the code of a conflict or of a copy that was not surveyed. It
 * excludes whatever changes by itself (status, progress, id, time, reason) and the order of the copies, which the
 * digest of the plan covers.
 */
export function verdictDigest(region: string, copies: readonly JudgedCopy[]): string {
  const rows = copies.map((copy) => {
    const { source, bucket, path, generation, code } = copy;
    const verdict = previewVerdict(copy);
    const explained = isChange(verdict) || verdict === 'adopt' ? null : (code ?? null);
    // A former copy in deletion raises the generation now, but soon no longer.
    const counted = verdict === 'create' ? null : generation;
    return JSON.stringify([source, bucket, path, verdict, counted, explained]);
  });
  return digest([region, rows.toSorted()]);
}

/** The value for `--expect-digest`: covers the plan and the verdicts of its regions, in order. 64 hex digits. */
export function previewDigest(planDigest: string, regions: readonly RegionDigest[]): string {
  return digest([planDigest, regions.map(({ region, verdictDigest: verdicts }) => [region, verdicts])]);
}

function digest(value: unknown): string {
  return sha256Hex(JSON.stringify(value));
}
