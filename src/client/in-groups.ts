/** Calls at a time. The result of one region may take half a megabyte. */
const CONCURRENT_CALLS = 4;

/** Calls the server for every item, a few at a time. The results are in the order of the items. */
export async function inGroups<T, R>(items: readonly T[], call: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < items.length; i += CONCURRENT_CALLS) {
    results.push(...(await Promise.all(items.slice(i, i + CONCURRENT_CALLS).map(call))));
  }
  return results;
}
