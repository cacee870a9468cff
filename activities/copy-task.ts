import type { DeletedCopies } from '../src/copies/copy-record.js';
import type { FinalFamily } from '../src/eci/error-table.js';
import type { BlindSurvey } from '../src/reconcile/evidence.js';
import type { CopyIdentity } from '../src/reconcile/client-token.js';

/** One copy to request. Times are epoch ms of the server, durations ms. */
export interface CopyTask extends CopyIdentity {
  readonly plan: string;
  readonly name: string;
  /** The user's tags, to which this tool's own are added. */
  readonly tags: Readonly<Record<string, string>>;
  /** Days; absent: never expires. */
  readonly retentionDays?: number;
  readonly resourceGroupId?: string;
  /** When an earlier activity sent the first request for this generation that was never answered. */
  readonly ambiguousSince?: number;
  /** When that activity had an answer to its last request. Absent: by the start of this one. */
  readonly ambiguousUntil?: number;
  /** When the copy's place was last surveyed for this generation; absent: never. */
  readonly seenAt?: number;
  /** Our own copies that were deleted for this one, and may be shown a little longer. */
  readonly deleted?: DeletedCopies;
  /** Where the region's copies belong: a listing of any of these buckets may prove absence. */
  readonly buckets?: readonly string[];
  /** Whether the service is known to write paths without a trailing slash. Default: not known. */
  readonly keepsPaths?: true;
  /** Ids of the former generations beside which, or instead of which, the copy is requested. Default: none is known. */
  readonly replaces?: readonly string[];
  readonly pollEvery: number;
  /** How long a copy is looked for before it counts as absent. */
  readonly absentAfter: number;
  /** Whether an absence counts that nothing proves. */
  readonly blindSurvey: BlindSurvey;
  /** Whether the service has shown a copy that this run requested in the region, so that it shows such copies. Default: no. */
  readonly showsCopies?: true;
  /** Present on the region's probe only: the one copy that is requested again and again while the region is full. */
  readonly probe?: Probe;
}

/** Times are epoch ms, durations ms. */
export interface Probe {
  /** When the region first refused a copy, and with which code and message. */
  readonly closedSince: number;
  readonly code: string;
  readonly reason: string;
  readonly firstRetry: number;
  readonly maxRetry: number;
  /** When the wait for capacity ends. */
  readonly giveUpAt: number;
}

/** An end without a copy. */
interface Unsettled {
  /**
   * When the first unanswered request was sent, which may have made a copy nevertheless, epoch ms. This has to be settled
   * before the copy is requested again.
   */
  readonly ambiguousSince?: number;
}

/** `attempts` counts CopyDataCache calls. */
export type CopyResult = { readonly attempts: number } & (
  | {
      readonly kind: 'accepted';
      readonly id: string;
      readonly generation: number;
      readonly requestId?: string;
      /** When a look found the copy's place empty. Absent: the request rests on the survey. */
      readonly lookedAt?: number;
      /** When this run first requested the copy, by the service's clock. Absent: the service did not say. */
      readonly askedAt?: number;
    }
  /** The copy exists already, though no request for it was answered. */
  | {
      readonly kind: 'found';
      readonly id: string;
      readonly generation: number;
      /** When this run first requested it; absent: it may be from an earlier run. */
      readonly requestedAt?: number;
    }
  /** The region is full, and the copy waits at its gate. */
  | (Unsettled & { readonly kind: 'held'; readonly code: string; readonly reason: string })
  /** The region stayed full until `giveUpAt`. */
  | (Unsettled & {
      readonly kind: 'gaveUp';
      readonly code: string;
      readonly reason: string;
      readonly requestId?: string;
    })
  | (Unsettled & { readonly kind: 'sourceNotReady'; readonly reason: string })
  /** This generation has definitely ended, and the next may be requested. */
  | { readonly kind: 'spent'; readonly code: string; readonly reason: string }
  | (Unsettled & { readonly kind: 'conflict'; readonly id: string; readonly code: string; readonly reason: string })
  | (Unsettled & {
      readonly kind: 'refused';
      readonly family: FinalFamily;
      readonly code: string;
      readonly reason: string;
      readonly requestId?: string;
    })
);

/** The result of the copy activity. */
export type CopyAnswer = CopyResult & {
  /**
   * How much of the time since the activity was scheduled it did not wait in the queue for its turn, ms: its earlier attempts
   * with the waits after them, and its calls.
   */
  readonly busyMs: number;
};
