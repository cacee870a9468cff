import type { DataCache, DescribeQuery, Eci } from '../src/eci/eci.js';

/** Every data cache that a query without ids lists, page by page: no more than one page is held. */
export async function* listDataCaches(
  eci: Eci,
  query: Omit<DescribeQuery, 'ids' | 'nextToken'>,
): AsyncGenerator<DataCache> {
  let nextToken: string | undefined;
  do {
    const page = await eci.describeDataCaches({ ...query, ...(nextToken === undefined ? {} : { nextToken }) });
    yield* page.caches;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

/** DescribeDataCaches takes at most this many ids. */
const IDS_A_CALL = 20;

/** The data caches with these ids, as far as the service shows them. */
export async function describeByIds(eci: Eci, region: string, ids: readonly string[]): Promise<Map<string, DataCache>> {
  const found = new Map<string, DataCache>();
  for (let start = 0; start < ids.length; start += IDS_A_CALL) {
    const page = await eci.describeDataCaches({ region, ids: ids.slice(start, start + IDS_A_CALL) });
    for (const cache of page.caches) found.set(cache.id, cache);
  }
  return found;
}
