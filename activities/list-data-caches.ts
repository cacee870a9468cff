import { defined } from '../src/defined.js';
import { EciError } from '../src/eci/eci-error.js';
import type { DataCache, DescribeQuery, Eci } from '../src/eci/eci.js';

/** Every data cache that a query without ids lists. Only one page is held at a time. */
export async function* listDataCaches(
  eci: Eci,
  query: Omit<DescribeQuery, 'ids' | 'nextToken'>,
): AsyncGenerator<DataCache> {
  let nextToken: string | undefined;
  do {
    const page = await eci.describeDataCaches({ ...query, ...defined({ nextToken }) });
    yield* page.caches;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

/** DescribeDataCaches takes at most this many ids. */
const IDS_PER_CALL = 20;

/** The data caches with these ids, by id, as far as the service shows them. */
export async function describeByIds(eci: Eci, region: string, ids: readonly string[]): Promise<Map<string, DataCache>> {
  const found = new Map<string, DataCache>();
  for (let start = 0; start < ids.length; start += IDS_PER_CALL) {
    const page = await eci.describeDataCaches({ region, ids: ids.slice(start, start + IDS_PER_CALL) });
    for (const cache of page.caches) found.set(cache.id, cache);
  }
  return found;
}

/** Whether something that Describe does not show can be taken to be absent. */
export type RegionSight = { readonly seen: true } | { readonly seen: false; readonly reason: string };

/**
 * Whether absence counts in a region. A missing permission or a lag looks like an empty region, and a copy must not be bought
 * for that. Absence counts only if other caches of the region are listed, with or without a bucket, or if ListUsage shows no
 * data caches in use.
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
