import { defined } from '../src/defined.js';
import { EciError } from '../src/eci/eci-error.js';
import type { Eci } from '../src/eci/eci.js';
import { listDataCaches } from './list-data-caches.js';

/** Whether a region shows anything at all, so that an empty answer is not merely a missing permission. */
export type RegionSight = { readonly seen: true } | { readonly seen: false; readonly reason: string };

/**
 * Whether a region is seen. A missing permission or a lag looks like an empty region. It is seen if any cache of the region is
 * listed, with or without a bucket, or if ListUsage shows no data caches in use. That says nothing about a single cache.
 *
 * @throws EciError
 */
export async function regionSight(eci: Eci, region: string, buckets: Iterable<string>): Promise<RegionSight> {
  for (const bucket of [undefined, ...buckets]) {
    for await (const _ of listDataCaches(eci, { region, ...defined({ bucket }) })) return { seen: true };
  }
  try {
    const { used } = await eci.listUsage(region);
    if (used === 0) return { seen: true };
    const reason =
      used === undefined
        ? 'no data cache is listed, and ListUsage does not say how many there are'
        : `no data cache is listed, but ListUsage counts ${used}`;
    return { seen: false, reason };
  } catch (error) {
    if (!(error instanceof EciError) || error.mayPass) throw error;
    return { seen: false, reason: `no data cache is listed, and ListUsage was refused: ${error.code}` };
  }
}
