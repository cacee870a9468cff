import { defineSignal } from '@temporalio/workflow';
import type { Prunable } from '../../src/reconcile/prunable.js';
import type { PruneRegionDigest } from '../../src/reconcile/prune-list.js';
import type { PruneRegionResult } from './prune-region-input.js';

/** What a region's listing came to, told to its prune. */
export interface RegionFound extends PruneRegionDigest, Pick<PruneRegionResult, 'more' | 'looked' | 'unseen'> {
  /** The first of them by id. */
  readonly shown: readonly Prunable[];
  /** The region could not be listed. */
  readonly refused?: { readonly code: string; readonly reason: string };
}

/** Region to prune: what would be deleted here. */
export const foundSignal = defineSignal<[RegionFound]>('found');
/** Prune to region: delete it, or end without. */
export const decideSignal = defineSignal<['delete' | 'keep']>('decide');
