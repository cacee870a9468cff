import type { DeletedCopies } from '../src/copies/copy-record.js';
import type { FinalFamily } from '../src/eci/error-table.js';
import type { CopyIdentity } from '../src/reconcile/client-token.js';

/** One copy to ask for. Times are epoch ms of the server, durations ms. */
export interface CopyTask extends CopyIdentity {
  readonly plan: string;
  readonly name: string;
  /** The user's; the tool's own are added. */
  readonly tags: Readonly<Record<string, string>>;
  /** Days; absent: never expires. */
  readonly retentionDays?: number;
  readonly resourceGroupId?: string;
  /** An earlier activity left it open whether this generation was made. */
  readonly ambiguousSince?: number;
  /** By when that one had an answer to its last request; absent: by the start of this one. */
  readonly ambiguousUntil?: number;
  /** When the copy's place was last looked at for this generation; absent: never. */
  readonly seenAt?: number;
  /** Former copies of ours that were deleted for this one, and may be shown for a while. */
  readonly deleted?: DeletedCopies;
  /** Where the region's copies belong: absence is proven by what is listed in any of them. */
  readonly buckets?: readonly string[];
  readonly pollEvery: number;
  /** How long a copy is looked for before it counts as not there. */
  readonly absentAfter: number;
  /** Whether an absence that nothing proves is believed. */
  readonly blindSurvey: 'stop' | 'trust';
  /** On the region's probe alone: the copy that keeps asking while the region is full. */
  readonly probe?: Probe;
}

export interface Probe {
  /** When the region first refused, and in which words. */
  readonly closedSince: number;
  readonly code: string;
  readonly reason: string;
  readonly firstRetry: number;
  readonly maxRetry: number;
  /** When waiting ends, epoch ms. */
  readonly giveUpAt: number;
}

/** An end without a copy of its own. */
interface Unsettled {
  /** Since when an unanswered request may have made a copy nevertheless, epoch ms: to be settled before it is asked for again. */
  readonly ambiguousSince?: number;
}

/** `attempts` counts CopyDataCache calls. */
export type CopyResult = { readonly attempts: number } & (
  | {
      readonly kind: 'accepted';
      readonly id: string;
      readonly generation: number;
      readonly requestId?: string;
    }
  /** It stands there already, and nobody answered for it. */
  | {
      readonly kind: 'found';
      readonly id: string;
      readonly generation: number;
      /** When this run began to ask for it; absent: it may be an earlier run's. */
      readonly requestedAt?: number;
    }
  /** The region is full; the copy waits at its gate. */
  | (Unsettled & { readonly kind: 'held'; readonly code: string; readonly reason: string })
  /** The region stayed full until `giveUpAt`. */
  | (Unsettled & {
      readonly kind: 'gaveUp';
      readonly code: string;
      readonly reason: string;
      readonly requestId?: string;
    })
  | (Unsettled & { readonly kind: 'sourceNotReady'; readonly reason: string })
  /** This generation has definitely ended: the next one may be asked for. */
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

/** What the copy activity returns. */
export type CopyAnswer = CopyResult & {
  /**
   * Of the time since the activity was scheduled, what was not spent in line for its turn, ms: earlier attempts and the
   * waits after them, and this one's calls.
   */
  readonly busyMs: number;
};
