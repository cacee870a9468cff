import type { OpenQuestions } from '../settings/open-questions.js';
import { spelled } from '../spelling.js';
import type { StoredCache } from '../stored-cache.js';
import { ApiError, list, optional, type Params, tags } from '../wire.js';

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
  const atPlace = placeFilter(
    optional(params, 'Bucket') ?? (defaultOnly ? 'default' : undefined),
    optional(params, 'Path'),
    open,
  );
  const resourceGroupId = optional(params, 'ResourceGroupId');
  const wanted = [...tags(params)];
  return (cache) =>
    (ids.length === 0 || ids.includes(cache.id)) &&
    atPlace(cache) &&
    (resourceGroupId ?? cache.resourceGroupId) === cache.resourceGroupId &&
    // A tag filter without a value matches any value.
    wanted.every(([key, value]) => cache.tags.has(key) && (value === '' || cache.tags.get(key) === value));
}

/** Which caches have this bucket and path. Absent: any. */
export function placeFilter(
  bucket: string | undefined,
  path: string | undefined,
  { spelling, filterBy }: Pick<OpenQuestions, 'spelling' | 'filterBy'>,
): CacheFilter {
  const wanted = (field: 'bucket' | 'path', text: string | undefined) =>
    text === undefined || filterBy === 'text' ? text : spelled(spelling, field, text);
  const wantedBucket = wanted('bucket', bucket);
  const wantedPath = wanted('path', path);
  return (cache) => (wantedBucket ?? cache.bucket) === cache.bucket && (wantedPath ?? cache.path) === cache.path;
}
