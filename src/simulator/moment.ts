/** When a request is answered. Taken once a request, so that all of its answer speaks of one time. */
export interface Moment {
  /** Epoch ms, by the simulator's clock. */
  readonly now: number;
  /** Ms since the scenario's time started. */
  readonly elapsed: number;
}

/** Epoch ms. Tests give one that reads a time-skipping server. */
export type Clock = () => number | Promise<number>;
