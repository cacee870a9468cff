import { ApiError } from './api-error.js';
import type { Operation } from './operation.js';
import { optional, required } from './wire.js';

/** DeleteDataCache: the cache of that id, or all at that bucket and path. */
export const deleteDataCache: Operation = (params, at, { world }) => {
  const region = required(params, 'RegionId');
  const id = optional(params, 'DataCacheId');
  const bucket = id === undefined ? required(params, 'Bucket') : undefined;
  const path = id === undefined ? required(params, 'Path') : undefined;
  const found = world
    .list(region, at)
    .filter((cache) => (id === undefined ? cache.bucket === bucket && cache.path === path : cache.id === id));
  if (found.length === 0) throw new ApiError('InvalidParameter.NotFound', 'The data cache is not found.');
  for (const cache of found) world.delete(cache, at);
  return { body: {} };
};
