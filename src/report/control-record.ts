/** Every way to steer a run while it runs, by the name of its update. */
export const CONTROLS = [
  'pause',
  'resume',
  'retryFailed',
  'skip',
  'setMaxInFlight',
  'approveWave',
  'deleteOnCancel',
] as const;
export type ControlName = (typeof CONTROLS)[number];

/** One change that somebody made to a run under way. */
export interface ControlRecord {
  /** Epoch ms. */
  readonly at: number;
  readonly control: ControlName;
  /** What it was for, in words; absent: the whole run. */
  readonly target?: string | undefined;
  readonly by?: string | undefined;
  readonly reason?: string | undefined;
}
