import { defined } from '../../defined.js';
import { expiryOf, type Moment, stateOf, type StoredCache } from '../stored-cache.js';

/** A data cache in the format of DescribeDataCaches. @param clockSkew ms by which the service's clock is ahead */
export function describedCache(cache: StoredCache, at: Moment, clockSkew: number): Record<string, unknown> {
  const { status, progress } = stateOf(cache, at);
  const expiry = expiryOf(cache, at);
  return {
    DataCacheId: cache.id,
    RegionId: cache.region,
    Name: cache.name,
    Bucket: cache.bucket,
    Path: cache.path,
    Status: status,
    Progress: `${progress}%`,
    Size: cache.sizeGiB,
    CreationTime: minuteStamp(cache.createdAt + clockSkew),
    ...defined({
      ExpireDateTime: expiry === undefined ? undefined : minuteStamp(expiry + clockSkew),
      ResourceGroupId: cache.resourceGroupId,
    }),
    Tags: [...cache.tags].map(([Key, Value]) => ({ Key, Value })),
    Events: events(cache, status, clockSkew),
  };
}

function events(cache: StoredCache, status: string, clockSkew: number): Record<string, unknown>[] {
  const { course, name } = cache;
  const createdAt = cache.createdAt + clockSkew;
  if (course.kind === 'placed') return [];
  const made = event('Normal', 'Copying', 'The data cache is being copied.', name, createdAt);
  if (status !== 'Failed') return [made];
  const message = 'The snapshot of the data cache could not be copied.';
  return [made, event('Warning', course.failure ?? 'CopyFailed', message, name, createdAt + course.copyTime)];
}

function event(Type: string, Reason: string, Message: string, Name: string, time: number): Record<string, unknown> {
  const stamp = `${new Date(time).toISOString().slice(0, 19)}Z`;
  return { Type, Reason, Message, Name, Count: 1, FirstTimestamp: stamp, LastTimestamp: stamp };
}

/** `2023-06-16T02:43Z`. */
function minuteStamp(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16)}Z`;
}
