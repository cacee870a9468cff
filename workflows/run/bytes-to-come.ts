import type { RegionView } from './region-view.js';

/**
 * Bytes that the run's history is still to hold, estimated by the largest region that has ended: of regions that have not,
 * and of those in `again`, which are to be taken up again.
 */
export function bytesToCome(regions: ReadonlyMap<string, RegionView>, again: readonly string[]): number {
  const largest = Math.max(0, ...[...regions.values()].map(({ bytes = 0 }) => bytes));
  const toCome = [...regions].filter(([region, { progress }]) => {
    const { ready, skipped, planned } = progress.counts;
    return progress.phase !== 'ended' || (again.includes(region) && ready + skipped < planned);
  });
  // What a workflow is given is part of what it returns; what one that is under way was given is there already.
  const isBegun = ({ workflow, progress }: RegionView) => workflow !== undefined && progress.phase !== 'ended';
  return toCome.reduce((sum, [, view]) => sum + (view.bytes ?? largest) * (isBegun(view) ? 1 : 2), 0);
}
