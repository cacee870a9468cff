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

/**
 * Everything that is known about one copy: what the region's workflow keeps, carries over continue-as-new, and returns.
 * Times are epoch ms.
 */
export interface CopyRecord {
  /** The id of the source cache. */
  readonly source: string;
  /** Destination. */
  readonly bucket: string;
  readonly path: string;
  readonly name: string;
  /** Size of the source, GiB. */
  readonly sizeGiB?: number | undefined;
  readonly state: CopyState;
  /** Absent until the region was surveyed. */
  readonly verdict?: Verdict | undefined;
  readonly generation: number;
  /** CopyDataCache calls made, over all generations. */
  readonly attempts: number;
  /**
   * The copy's id; for a conflict, the id of the cache in the way. On a copy that is planned: one that this run or an earlier
   * one is known to have bought, and that is looked up before anything is requested.
   */
  readonly id?: string | undefined;
  readonly code?: string | undefined;
  readonly reason?: string | undefined;
  readonly requestId?: string | undefined;
  /** When this run's request was accepted. Absent on an adopted copy. */
  readonly requestedAt?: number | undefined;
  readonly readyAt?: number | undefined;
  /** In the format of the service. */
  readonly expiresAt?: string | undefined;
  /** When this run's request was accepted, or the copy adopted: `ready.giveUpAfter` counts from here. */
  readonly underWaySince?: number | undefined;
  /** Since when the copy waits for its source. Absent on a copy that does not, or that has since the run started. */
  readonly awaitingSince?: number | undefined;
  /** When the first request was sent that was never answered, and may have made a copy. */
  readonly ambiguousSince?: number | undefined;
  /**
   * When this run first requested the copy that was accepted, by the service's clock if it told it; kept until the service
   * shows when the copy was created.
   */
  readonly askedAt?: number | undefined;
  /** The retention with which the copy was requested, days. Absent: it never expires, or is not known. */
  readonly retentionDays?: number | undefined;
  /** Whether DescribeDataCaches ever showed the id. A copy that it never showed is not known to have vanished. */
  readonly seen?: boolean | undefined;
  /** Since when DescribeDataCaches has not shown the id. */
  readonly absentSince?: number | undefined;
  /** The copy that this one renews, if its retention is to be extended first. */
  readonly extend?: ExtensibleCopy | undefined;
  /** Our own copies to delete before this one is requested, for example a Failed one. */
  readonly deleteFirst?: readonly FormerCopy[] | undefined;
  /** When the copy's place was last surveyed for this generation. Absent: not yet. */
  readonly seenAt?: number | undefined;
  /** When the request itself found the copy's place empty, later than any survey. Absent: it rests on the survey. */
  readonly lookedAt?: number | undefined;
  /** What was deleted to make way for this copy; kept until the copy is accepted. */
  readonly deleted?: DeletedCopies | undefined;
  /** Our own copies to delete once this one is Available: lower generations. */
  readonly deleteAfterwards?: readonly FormerCopy[] | undefined;
  /** How many generations of this copy ended in this run. */
  readonly failures: number;
  /** The earlier generations whose end this run saw, oldest first. */
  readonly ended?: readonly EndedGeneration[] | undefined;
  /** Whether the copy vanished once in this run; the second time is a failure. */
  readonly vanished?: boolean | undefined;
}

/** What changes in a record. A key whose value is undefined clears the field. */
export type CopyChange = Partial<Omit<CopyRecord, 'source' | 'bucket' | 'path' | 'name' | 'sizeGiB'>>;

/** Our own copies that were deleted for another one, and may occupy its place a little longer. */
export interface DeletedCopies {
  /** Epoch ms. */
  readonly at: number;
  readonly ids: readonly string[];
}

/** A generation of a copy that no longer exists, and why. */
export interface EndedGeneration {
  readonly generation: number;
  readonly id?: string | undefined;
  readonly code: string;
  readonly reason?: string | undefined;
  /** When this run's request for it was accepted. */
  readonly requestedAt?: number | undefined;
}

/** One of our own copies that need not be renewed if the service keeps it longer. */
export interface ExtensibleCopy {
  readonly id: string;
  readonly generation: number;
  /** In the format of the service. */
  readonly expiresAt: string;
}

/** One of our own copies that another one replaces. */
export interface FormerCopy {
  readonly id: string;
  /** As in its tags, by which it is recognised before it is deleted. */
  readonly source: string;
  readonly generation: number;
  /** Delete it only while it has this status. Absent: whatever its status. */
  readonly status?: 'Failed';
}

/** The outcome that corresponds to a state. */
export function outcomeOf(state: CopyState): Outcome {
  return isSettled(state) ? state : 'pending';
}

function isSettled(state: CopyState): state is (typeof SETTLED)[number] {
  return (SETTLED as readonly CopyState[]).includes(state);
}

/** Whether a request was sent and never answered, so that the copy may exist although its id is not known. */
export function isAmbiguous({ state, ambiguousSince }: Pick<CopyRecord, 'state' | 'ambiguousSince'>): boolean {
  return (state === 'planned' || state === 'awaitingSource') && ambiguousSince !== undefined;
}
