/** What can be sent to a run while it is under way. */
export type ControlName =
  | 'pause'
  | 'resume'
  | 'retryFailed'
  | 'skip'
  | 'setMaxInFlight'
  | 'approveWave'
  | 'deleteOnCancel';

/** What was sent to a run, by whom and why: part of its report. */
export interface ControlRecord {
  /** Epoch ms. */
  readonly at: number;
  readonly control: ControlName;
  /** What it was for, in words; absent: the whole run. */
  readonly target?: string | undefined;
  readonly by?: string | undefined;
  readonly reason?: string | undefined;
}
