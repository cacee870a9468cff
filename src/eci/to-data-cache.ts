import type { DescribeDataCachesResponseBodyDataCaches } from '@alicloud/eci20180808';
import type { DataCache, DataCacheEvent } from './data-cache.js';
import type { DescribeQuery } from './eci.js';

/**
 * A data cache in our words. Fields that the answer leaves out are taken from what was asked, else empty; an empty
 * status means "not ready yet".
 */
export function toDataCache(
  shown: DescribeDataCachesResponseBodyDataCaches,
  id: string,
  asked: DescribeQuery,
): DataCache {
  return {
    id,
    region: shown.regionId ?? asked.region,
    bucket: shown.bucket ?? asked.bucket ?? '',
    path: shown.path ?? asked.path ?? '',
    name: shown.name ?? '',
    status: shown.status ?? '',
    ...(isGiven(shown.progress) && { progress: shown.progress }),
    ...(shown.size !== undefined && { sizeGiB: shown.size }),
    ...(isGiven(shown.creationTime) && { createdAt: shown.creationTime }),
    ...(isGiven(shown.expireDateTime) && { expiresAt: shown.expireDateTime }),
    tags: Object.fromEntries(
      (shown.tags ?? []).flatMap(({ key, value }) => (key === undefined ? [] : [[key, value ?? '']])),
    ),
    events: eventsOf(shown),
  };
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

/** The service promises no order: the newest last, and those without a time first. */
function eventsOf(shown: DescribeDataCachesResponseBodyDataCaches): DataCacheEvent[] {
  return (shown.events ?? [])
    .toSorted((a, b) => epochMs(a.lastTimestamp) - epochMs(b.lastTimestamp))
    .map(({ type, reason, message }) => ({ type: type ?? '', reason: reason ?? '', message: message ?? '' }));
}

function epochMs(time: string | undefined): number {
  const parsed = Date.parse(time ?? '');
  return Number.isNaN(parsed) ? 0 : parsed;
}
