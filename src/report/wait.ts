/** A time in which a region asked for no copies, or for one at a time. Times are epoch ms. */
export interface Wait {
  readonly kind: 'capacity' | 'paused';
  /** Of the service, or why the run was paused. */
  readonly code?: string | undefined;
  readonly reason?: string | undefined;
  readonly from: number;
  /** Absent: it goes on. */
  to?: number | undefined;
}
