import type { DataCacheUsage } from '../eci/eci.js';
import type { CopyRecord } from './copy-record.js';
import type { Stopped } from './stop.js';
import { countVerdicts, isChange, previewVerdict, type VerdictCounts } from './verdict.js';

/** How many data caches a region holds and allows, as far as ListUsage says; or why it did not say. */
export interface RegionUsage extends DataCacheUsage {
  readonly reason?: string;
}

/** What a run would find and do in one target region. */
export interface RegionPreview {
  readonly region: string;
  readonly verdicts: VerdictCounts;
  /** The total size of the copies that a run would request, GiB, without sources of unknown size. */
  readonly createGiB: number;
  readonly usage: RegionUsage;
  readonly verdictDigest: string;
  /** Why the region could not be surveyed. */
  readonly stop?: Stopped;
}

/** The preview of one region, from its records as the survey left them. */
export function regionPreview(
  records: readonly CopyRecord[],
  facts: Pick<RegionPreview, 'region' | 'usage' | 'verdictDigest' | 'stop'>,
): RegionPreview {
  const sizes = records.filter((record) => isChange(previewVerdict(record))).map(({ sizeGiB }) => sizeGiB ?? 0);
  const createGiB = sizes.reduce((sum, size) => sum + size, 0);
  return { ...facts, verdicts: countVerdicts(records), createGiB };
}
