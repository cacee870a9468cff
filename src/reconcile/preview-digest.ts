import type { CopyRecord } from '../copies/copy-record.js';
import { isChange, previewVerdict } from '../copies/verdict.js';
import { sha256Hex } from '../sha256-hex.js';

/** What of a region enters the digest of a preview. */
export interface RegionDigest {
  readonly region: string;
  /** See {@link verdictDigest}. */
  readonly verdictDigest: string;
}

/** The part of a record that a verdict is told by. */
export type JudgedCopy = Pick<CopyRecord, 'source' | 'bucket' | 'path' | 'verdict' | 'generation' | 'code'>;

/**
 * The digest of one region's verdicts, 64 hex digits: of every copy its source, place, verdict and generation (but of one that
 * is to be created), and of a conflict or a copy that could not be judged the code. Nothing that passes by itself enters it: no status, progress, id,
 * time or reason. Neither does the order of the copies: the plan's order is in the plan's own digest.
 */
export function verdictDigest(region: string, copies: readonly JudgedCopy[]): string {
  const rows = copies.map((copy) => {
    const { source, bucket, path, generation, code } = copy;
    const verdict = previewVerdict(copy);
    const told = isChange(verdict) || verdict === 'adopt' ? null : (code ?? null);
    // A former copy that is being deleted is counted above, and soon no longer.
    const counted = verdict === 'create' ? null : generation;
    return JSON.stringify([source, bucket, path, verdict, counted, told]);
  });
  return digest([region, rows.toSorted()]);
}

/** What `--expect-digest` takes: the plan and the verdicts of its regions, in the plan's order, as 64 hex digits. */
export function previewDigest(planDigest: string, regions: readonly RegionDigest[]): string {
  return digest([planDigest, regions.map(({ region, verdictDigest: verdicts }) => [region, verdicts])]);
}

function digest(value: unknown): string {
  return sha256Hex(JSON.stringify(value));
}
