import type { Verdict } from './verdict.js';

/** States of a copy that still has work to do. */
export const UNSETTLED = ['planned', 'awaitingSource', 'requesting', 'copying'] as const;
/** Final states of a copy. */
const SETTLED = ['ready', 'failed', 'conflict', 'skipped'] as const;
export const COPY_STATES = [...UNSETTLED, ...SETTLED] as const;
export type CopyState = (typeof COPY_STATES)[number];

/** How a copy ended; `pending` while it has not. */
export const OUTCOMES = [...SETTLED, 'pending'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Everything known of one copy: what a region's workflow keeps, carries over continue-as-new, and returns. */
export interface CopyRecord {
  /** The source cache's id. */
  readonly source: string;
  /** Destination. */
  readonly bucket: string;
  readonly path: string;
  readonly name: string;
  /** Of the source, GiB. */
  readonly sizeGiB?: number | undefined;
  state: CopyState;
  /** Absent until the region was surveyed. */
  verdict?: Verdict | undefined;
  generation: number;
  /** CopyDataCache calls made, over all generations. */
  attempts: number;
  /** The copy's id; for a conflict, the id in the way. */
  id?: string | undefined;
  code?: string | undefined;
  reason?: string | undefined;
  requestId?: string | undefined;
  /** When this run's request was accepted, epoch ms. Absent on an adopted copy. */
  requestedAt?: number | undefined;
  readyAt?: number | undefined;
  /** As the service writes it. */
  expiresAt?: string | undefined;
  /** Since when the copy is under way for this run (accepted or adopted), epoch ms: what `ready.giveUpAfter` counts from. */
  underWaySince?: number | undefined;
  /** Since when an unanswered request may have made a copy, epoch ms. */
  ambiguousSince?: number | undefined;
  /** Since when Describe has not shown the id, epoch ms. */
  absentSince?: number | undefined;
  /** Copies of ours that are deleted before this one is asked for: a Failed one, say. */
  deleteFirst?: readonly FormerCopy[] | undefined;
  /** When this copy's place was last looked at for this generation, epoch ms; absent: not yet. */
  seenAt?: number | undefined;
  /** What was deleted to make way for this copy, until it is accepted. */
  deleted?: DeletedCopies | undefined;
  /** Copies of ours that are deleted once this one is Available: lower generations. */
  deleteAfterwards?: readonly FormerCopy[] | undefined;
  /** How often this copy ended Failed in this run. */
  failures: number;
  /** The generations that ended before this one, oldest first, as far as this run saw them end. */
  ended?: readonly EndedGeneration[] | undefined;
  /** Whether it vanished once in this run: a second time is a failure. */
  vanished?: boolean | undefined;
}

/** Copies of ours that were deleted for another, and may hold its place for a while. */
export interface DeletedCopies {
  /** Epoch ms. */
  readonly at: number;
  readonly ids: readonly string[];
}

/** A generation of a copy that is no more, and why. */
export interface EndedGeneration {
  readonly generation: number;
  readonly id?: string | undefined;
  readonly code: string;
  readonly reason?: string | undefined;
}

/** The outcome that a state stands for. */
export function outcomeOf(state: CopyState): Outcome {
  return isSettled(state) ? state : 'pending';
}

function isSettled(state: CopyState): state is (typeof SETTLED)[number] {
  return (SETTLED as readonly CopyState[]).includes(state);
}

/** A copy of ours that another one takes the place of. */
export interface FormerCopy {
  readonly id: string;
  /** What its tags say, by which it is known again before it is deleted. */
  readonly source: string;
  readonly generation: number;
  /** Deleted only while it has this status; absent: in any. */
  readonly status?: 'Failed';
}
