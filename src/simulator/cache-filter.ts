import type { OpenQuestions } from './open-questions.js';
import type { StoredCache } from './stored-cache.js';
import { ApiError, list, optional, type Params, tags } from './wire.js';

const MAX_IDS = 20;

export type CacheFilter = (cache: StoredCache) => boolean;

/** The ids of a DescribeDataCaches call. Without ids the call is a listing. @throws ApiError `InvalidParameter` */
export function requestedIds(params: Params): readonly string[] {
  const ids = list(params, 'DataCacheId');
  if (ids.length > MAX_IDS) throw new ApiError('InvalidParameter', `At most ${MAX_IDS} DataCacheId are allowed.`);
  return ids;
}

/** Which caches a DescribeDataCaches call asks for: every filter that it names must match. @throws ApiError `InvalidParameter` */
export function cacheFilter(params: Params, open: OpenQuestions): CacheFilter {
  const ids = requestedIds(params);
  const defaultOnly = open.describeWithoutBucket === 'defaultOnly' && ids.length === 0;
  const bucket = optional(params, 'Bucket') ?? (defaultOnly ? 'default' : undefined);
  const path = optional(params, 'Path');
  const resourceGroupId = optional(params, 'ResourceGroupId');
  const wanted = [...tags(params)];
  return (cache) =>
    (ids.length === 0 || ids.includes(cache.id)) &&
    (bucket ?? cache.bucket) === cache.bucket &&
    (path ?? cache.path) === cache.path &&
    (resourceGroupId ?? cache.resourceGroupId) === cache.resourceGroupId &&
    // A tag filter without a value matches any value.
    wanted.every(([key, value]) => cache.tags.has(key) && (value === '' || cache.tags.get(key) === value));
}
