import type { Packed } from '../../src/payload/packed-list.js';
import { ApplicationFailure, defineSignal } from '@temporalio/workflow';
import type { KeptCopy } from '../../activities/delete-prunable-copies.js';
import { copiesText } from '../../src/copies/counts.js';
import type { Selection } from '../../src/plan/selection.js';
import type { AskedCopy, MisplacedCopy, Prunable, PruneScope } from '../../src/reconcile/prunable.js';
import type { PruneRegionDigest } from '../../src/reconcile/prune-list.js';

// Between a prune and its regions

/** The part of a prune in one region. */
export interface PruneRegionInput extends Omit<PruneScope, 'asked'> {
  readonly asked: Packed<AskedCopy>;
  readonly region: string;
  readonly buckets: readonly string[];
  /** The plan's selections. Absent: it has none, or the region is not a target. */
  readonly selections?: readonly Selection[];
  /** How many candidates the region reports one by one. */
  readonly tell: number;
}

/** What the workflow of a region returns, cancelled while it deletes or not: every candidate with its result. */
export interface PruneRegionResult {
  readonly region: string;
  readonly candidates: readonly Prunable[];
  /** There are more candidates than one prune handles. */
  readonly more: boolean;
  /** Number of data caches that were examined, whoever owns them. */
  readonly looked: number;
  /** Number of data caches that ListUsage counts but that were not listed. */
  readonly unseen?: number;
  /** Copies that stay although they are not where the plan wants them; the first by id. */
  readonly misplaced?: readonly MisplacedCopy[];
  /** Whether the candidates were to be deleted. All except the kept ones then are. */
  readonly deleting: boolean;
  readonly kept: readonly KeptCopy[];
}

/** What a region found, as it reports it to its prune. */
export interface RegionFound extends PruneRegionDigest, Pick<PruneRegionResult, 'more' | 'looked' | 'unseen'> {
  /** The first candidates by id. */
  readonly shown: readonly Prunable[];
  /** Why the region could not be listed. */
  readonly refused?: { readonly code: string; readonly reason: string };
}

/** Region to prune: what would be deleted here. */
export const foundSignal = defineSignal<[RegionFound]>('found');
/** Prune to region: delete it, or end without deleting. */
export const decideSignal = defineSignal<['delete' | 'keep']>('decide');

// Results

/** Number of candidates that a prune lists in its own result, over all regions; its regions' results list all. */
export const MAX_SHOWN = 500;

/** What a prune returns. It is small however many copies there are to delete. */
export interface PruneSummary {
  readonly version: 1;
  readonly plan: string;
  readonly planDigest: string;
  readonly dryRun: boolean;
  /** A hash of all that is deleted, or would be. */
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
  /** There are more candidates than one prune handles. */
  readonly more: boolean;
  /** Number of data caches that were examined, whoever owns them. */
  readonly looked: number;
  /** Number of data caches that ListUsage counts but that were not listed. */
  readonly unseen?: number;
  /** The first candidates by id; at most {@link MAX_SHOWN} over all regions. */
  readonly shown: readonly Prunable[];
}

// Failures; each message is a sentence

export function pruneFailed(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'PruneFailed');
}

/** A run of the plan, or another prune, has one of the regions. */
export function runUnderWay(workflowId: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `${workflowId} is under way, so nothing was deleted. Wait until it has ended, or cancel it, and prune again.`,
    'RunUnderWay',
  );
}

/** The copies to delete are not those that a preview showed. */
export function pruneDiffers(expected: string, found: string, candidates: number): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `What the plan no longer needs has changed since the preview, so nothing was deleted: now ${copiesText(candidates)} with the digest ${found}, not ${expected}. Preview again.`,
    'PruneDiffers',
  );
}
