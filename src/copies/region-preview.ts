import type { DataCacheUsage } from '../eci/eci.js';
import type { CopyRecord } from './copy-record.js';
import { countVerdicts, isChange, previewVerdict, type VerdictCounts } from './verdict.js';
import type { Stopped } from './stop.js';

/** Of one region: how many data caches are in use and allowed, as far as ListUsage said, and why it did not. */
export interface RegionUsage extends DataCacheUsage {
  readonly reason?: string;
}

/** What a run would find and do in one region. */
export interface RegionPreview {
  readonly region: string;
  readonly verdicts: VerdictCounts;
  /** Of the copies that would be asked for, GiB; a source whose size was not told is left out. */
  readonly createGiB: number;
  readonly usage: RegionUsage;
  readonly verdictDigest: string;
  /** Why the region could not be looked at. */
  readonly stop?: Stopped;
}

/** One region's preview, from its records as the survey left them. */
export function regionPreview(
  records: readonly CopyRecord[],
  told: Pick<RegionPreview, 'region' | 'usage' | 'verdictDigest' | 'stop'>,
): RegionPreview {
  const { region, usage, verdictDigest, stop } = told;
  const sizes = records.filter((record) => isChange(previewVerdict(record))).map(({ sizeGiB }) => sizeGiB ?? 0);
  return {
    region,
    verdicts: countVerdicts(records),
    createGiB: sizes.reduce((sum, size) => sum + size, 0),
    usage,
    verdictDigest,
    ...(stop === undefined ? {} : { stop }),
  };
}
