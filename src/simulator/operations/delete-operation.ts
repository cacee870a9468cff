import type { StoredCache } from '../stored-cache.js';
import { ApiError, optional, required } from '../wire.js';
import { placeFilter } from './cache-filter.js';
import type { Operation } from './operation.js';

/** DeleteDataCache: deletes the cache with that id, or every cache at that bucket and path. */
export const deleteOperation: Operation = (params, at, { scenario, world }) => {
  const region = required(params, 'RegionId');
  const id = optional(params, 'DataCacheId');
  const matches =
    id === undefined
      ? placeFilter(required(params, 'Bucket'), required(params, 'Path'), scenario.open)
      : (cache: StoredCache) => cache.id === id;
  const found = world.list(region, at).filter(matches);
  if (found.length === 0) throw new ApiError('InvalidParameter.NotFound', 'The data cache is not found.');
  for (const cache of found) world.delete(cache, at);
  return { body: {} };
};
