/** What a run tells one of its regions while it is under way; each is applied at once, in the order in which it was sent. */
export type RegionControl =
  /** Ask for nothing until resumed; copies under way in the cloud are still watched. */
  | { readonly kind: 'pause'; readonly reason: string }
  | { readonly kind: 'resume' }
  /** Copies that failed or conflict are looked at anew, and asked for again. */
  | { readonly kind: 'retryFailed'; readonly source?: string }
  /** Copies that are not ready are left out. */
  | ({ readonly kind: 'skip' } & Skip)
  | { readonly kind: 'setMaxInFlight'; readonly maxInFlight: number };

/** Which copies of a region are left out, and why. */
export interface Skip {
  /** Default: every source. */
  readonly source?: string;
  readonly reason: string;
}
