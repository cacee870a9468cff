import { ApplicationFailure } from '@temporalio/workflow';
import { z } from 'zod';
import type { KeptCopy } from '../../activities/delete-prunable-copies.js';
import { copiesText } from '../../src/copies/counts.js';
import { cutText } from '../../src/payload/cut-text.js';
import { type Packed, packedSchema } from '../../src/payload/packed-list.js';
import type { Selection } from '../../src/plan/selection.js';
import type { AskedCopy, MisplacedCopy, Prunable, PruneScope } from '../../src/reconcile/prunable.js';
import { checkedSignal } from '../checked-messages.js';

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

const name = z.string().min(1).max(200);

/** What every version's input has. */
export const pruneRegionInputSchema = z.object({
  plan: name,
  sourceRegion: name,
  region: name,
  targeted: z.boolean(),
  asked: packedSchema,
  buckets: z.array(z.string()),
  tell: z.int().min(0),
});

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

/** Number of candidates that a prune lists in its own result, over all regions; its regions' results list all. */
export const MAX_SHOWN = 500;

const count = z.int().min(0);

const prunable: z.ZodType<Prunable> = z.object({
  id: z.string(),
  source: z.string(),
  bucket: z.string(),
  path: z.string(),
  generation: count,
  status: z.string(),
  sizeGiB: z.number().exactOptional(),
  reason: z.enum(['region', 'source']),
});

const regionFound = z
  .object({
    region: z.string(),
    /** See `digestOfIds`. */
    digest: z.string().max(128),
    candidates: count,
    more: z.boolean(),
    looked: count,
    unseen: count.exactOptional(),
    /** The first candidates by id. */
    shown: z.array(prunable).max(MAX_SHOWN).readonly(),
    /** Why the region could not be listed. */
    refused: z.object({ code: cutText, reason: cutText }).exactOptional(),
  })
  .readonly();

/** What a region found, as it reports it to its prune. */
export type RegionFound = z.infer<typeof regionFound>;

/** Region to prune: what would be deleted here. */
export const foundSignal = checkedSignal('found', regionFound);
/** Prune to region: delete it, or end without deleting. */
export const decideSignal = checkedSignal('decide', z.enum(['delete', 'keep']));

// Results

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
