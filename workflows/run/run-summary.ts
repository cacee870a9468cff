import type { CopyRecord } from '../../src/copies/copy-record.js';
import type { Counts } from '../../src/copies/counts.js';
import type { RunOutcome } from '../../src/copies/run-outcome.js';
import type { Stop } from '../../src/copies/stop.js';

/** What a run returns, or fails with: small, whatever the plan's size. The regions' results hold every copy. */
export interface RunSummary {
  readonly version: 1;
  readonly plan: string;
  readonly planDigest: string;
  readonly outcome: RunOutcome;
  readonly counts: Counts;
  readonly regions: readonly RegionSummary[];
  /** The first copies that are not ready: at most {@link MAX_NOT_READY}, and fewer where their paths are very long. */
  readonly notReady: readonly NotReady[];
}

export interface RegionSummary {
  readonly region: string;
  readonly required: boolean;
  readonly counts: Counts;
  /** Why a region that never started, or was lost, has no copies of its own to show. */
  readonly stop?: Pick<Stop, 'code' | 'reason'>;
}

export interface NotReady extends Pick<CopyRecord, 'source' | 'bucket' | 'path' | 'state' | 'code' | 'reason' | 'id'> {
  readonly region: string;
}

export const MAX_NOT_READY = 500;
/** Of their JSON, bytes. */
export const MAX_NOT_READY_BYTES = 384 * 1024;
