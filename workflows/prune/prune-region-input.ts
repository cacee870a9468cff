import type { KeptCopy } from '../../activities/delete-prunable-copies.js';
import type { Selection } from '../../src/plan/selection.js';
import type { Packed } from '../../src/payload/packed-list.js';
import type { AskedCopy, Prunable, PruneScope } from '../../src/reconcile/prunable.js';

/** One region's part of a prune. */
export interface PruneRegionInput extends Omit<PruneScope, 'asked'> {
  readonly asked: Packed<AskedCopy>;
  readonly region: string;
  readonly buckets: readonly string[];
  /** The plan's; absent: none, or the region is no target. */
  readonly selections?: readonly Selection[];
  /** How many candidates the prune is told of one by one. */
  readonly tell: number;
}

/** What a region's workflow returns, cancelled while it deletes or not: every candidate, and what became of it. */
export interface PruneRegionResult {
  readonly region: string;
  readonly candidates: readonly Prunable[];
  /** There are more than one go takes. */
  readonly more: boolean;
  /** Data caches of anybody that were looked at. */
  readonly looked: number;
  /** Data caches that ListUsage counts beside these. */
  readonly unseen?: number;
  /** Whether the candidates were to be deleted; all but the kept ones then are. */
  readonly deleting: boolean;
  readonly kept: readonly KeptCopy[];
}
