/** A time in which a region asked for nothing: its capacity had run out, or the run was paused. */
export interface Wait {
  readonly kind: 'capacity' | 'paused';
  /** Of the refusal that began it. */
  readonly code?: string | undefined;
  readonly reason?: string | undefined;
  /** Epoch ms. */
  readonly from: number;
  /** Epoch ms; absent while it lasts. */
  readonly to?: number | undefined;
}
