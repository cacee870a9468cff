import { z } from 'zod';
import { cutText } from '../payload/cut-text.js';
import { maxInFlight } from '../plan/fields.js';
import { source } from './controls.js';

const skip = {
  /** Default: every source. */
  source,
  reason: cutText,
};

export const regionControlSchema = z.discriminatedUnion(
  'kind',
  [
    /** Request nothing until resumed; copies under way in the cloud are still watched. */
    z.object({ kind: z.literal('pause'), reason: cutText }).readonly(),
    z.object({ kind: z.literal('resume') }).readonly(),
    /** Survey copies that failed or conflict again, and request them again. */
    z.object({ kind: z.literal('retryFailed'), source }).readonly(),
    /** Leave out copies that are not ready. */
    z.object({ kind: z.literal('skip'), ...skip }).readonly(),
    z.object({ kind: z.literal('setMaxInFlight'), maxInFlight }).readonly(),
  ],
  { error: ({ code }) => (code === 'invalid_union' ? 'is not a control that a region knows' : undefined) },
);

/** What a run sends to one of its regions; the region applies each control immediately, in the order in which it was sent. */
export type RegionControl = z.infer<typeof regionControlSchema>;

/** Which copies of a region are left out, and why. */
export type Skip = Omit<Extract<RegionControl, { readonly kind: 'skip' }>, 'kind'>;

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
