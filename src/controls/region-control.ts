/** What a run sends to one of its regions; the region applies each control immediately, in the order in which it was sent. */
export type RegionControl =
  /** Request nothing until resumed; copies under way in the cloud are still watched. */
  | { readonly kind: 'pause'; readonly reason: string }
  | { readonly kind: 'resume' }
  /** Survey copies that failed or conflict again, and request them again. */
  | { readonly kind: 'retryFailed'; readonly source?: string }
  /** Leave out copies that are not ready. */
  | ({ readonly kind: 'skip' } & Skip)
  | { readonly kind: 'setMaxInFlight'; readonly maxInFlight: number };

/** Which copies of a region are left out, and why. */
export interface Skip {
  /** Default: every source. */
  readonly source?: string;
  readonly reason: string;
}

/**
 * The controls that a region's workflow starts with, out of all that were ever sent to the region: those that still hold,
 * and those that no earlier workflow of the region has received. Skips are always repeated, because Temporal may no longer
 * keep the records that show them.
 *
 * @param delivered how many of `controls`, from the first, an earlier workflow has received.
 */
export function initialControls(controls: readonly RegionControl[], delivered: number): RegionControl[] {
  const pause = controls.findLastIndex(({ kind }) => kind === 'pause' || kind === 'resume');
  const window = controls.findLastIndex(({ kind }) => kind === 'setMaxInFlight');
  const skipped = new Set<string | undefined>();
  return controls.filter((control, index) => {
    switch (control.kind) {
      case 'pause':
        return index === pause;
      case 'resume':
        return false;
      case 'setMaxInFlight':
        return index === window;
      case 'retryFailed':
        return index >= delivered;
      case 'skip': {
        const isRepeated = skipped.has(undefined) || skipped.has(control.source);
        skipped.add(control.source);
        return !isRepeated;
      }
    }
  });
}
