import type { Eci } from '../src/eci/eci.js';
import { EciError } from '../src/eci/eci-error.js';
import { listDataCaches } from './list-data-caches.js';

/** Whether what Describe does not show can be taken as not being there. */
export type RegionSight = { readonly seen: true } | { readonly seen: false; readonly reason: string };

/**
 * Blindness must not buy: a missing permission or a lag looks like an empty region. Absence counts only if ListUsage
 * shows no data caches in use, or other caches of the region are listed, asked with and without a bucket.
 */
export async function regionSight(eci: Eci, region: string, buckets: Iterable<string>): Promise<RegionSight> {
  for (const bucket of [undefined, ...buckets]) {
    for await (const _ of listDataCaches(eci, { region, ...(bucket === undefined ? {} : { bucket }) })) {
      return { seen: true };
    }
  }
  try {
    const { used } = await eci.listUsage(region);
    if (used === 0) return { seen: true };
    return {
      seen: false,
      reason:
        used === undefined
          ? 'no data cache is listed, and ListUsage does not say how many there are'
          : `no data cache is listed, but ListUsage counts ${used}`,
    };
  } catch (error) {
    if (!(error instanceof EciError) || error.mayPass) throw error;
    return { seen: false, reason: `no data cache is listed, and ListUsage was refused: ${error.code}` };
  }
}
