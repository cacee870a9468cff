/** Why copies end without a request of their own: a code and a sentence. */
export interface Stopped {
  readonly code: string;
  readonly reason: string;
}

/** Why a run, or one region of it, requests no more copies. */
export interface Stop extends Stopped {
  /** True: copies under way are not watched to their end either. */
  readonly immediately: boolean;
  /** Whether `retryFailed` lifts it: true only for a stop that the region set itself. Default: false. */
  readonly liftable?: boolean;
}

/** The stop of a region whose run was cancelled: it keeps its copies and ends immediately. */
export const CANCELLED: Stop = { code: 'Cancelled', reason: 'the run was cancelled', immediately: true };
