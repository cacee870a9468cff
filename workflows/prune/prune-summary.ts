import type { Prunable } from '../../src/reconcile/prunable.js';

/** At most so many candidates are shown in a prune's own result; its regions' results have all. */
export const MAX_SHOWN = 500;

/** What a prune returns: small, whatever there is to delete. */
export interface PruneSummary {
  readonly version: 1;
  readonly plan: string;
  readonly planDigest: string;
  readonly dryRun: boolean;
  /** Of everything that is deleted, or would be. */
  readonly pruneDigest: string;
  readonly candidates: number;
  readonly deleted: number;
  readonly kept: number;
  readonly regions: readonly PrunedRegion[];
}

export interface PrunedRegion {
  readonly region: string;
  readonly candidates: number;
  readonly deleted: number;
  readonly kept: number;
  /** There are more than one go takes. */
  readonly more: boolean;
  /** Data caches of anybody that were looked at. */
  readonly looked: number;
  /** Data caches that ListUsage counts beside these. */
  readonly unseen?: number;
  /** The first candidates by id; at most {@link MAX_SHOWN} over all regions. */
  readonly shown: readonly Prunable[];
}
