import type { DescribeDataCachesResponseBodyDataCaches } from '@alicloud/eci20180808';
import { defined } from '../defined.js';
import { isSameText } from '../spelling.js';
import { cleanText, countOf, epochMs, timeText } from './answer-fields.js';
import type { DataCache, DataCacheEvent, DescribeQuery } from './eci.js';
import { isRegionName } from './regions.js';

/** More than the service allows. */
const MAX_TAGS = 100;
const MAX_EVENTS = 100;
/** A status, a progress, a type or a reason is a word. */
const WORD_LENGTH = 100;
const MESSAGE_LENGTH = 500;

/**
 * Converts a data cache of the SDK. Fields that the response leaves out come from the query, otherwise they are empty. An
 * empty status means "not ready yet".
 */
export function toDataCache(
  shown: DescribeDataCachesResponseBodyDataCaches,
  id: string,
  query: DescribeQuery,
): DataCache {
  return {
    id,
    region: isRegionName(shown.regionId ?? '') ? (shown.regionId ?? query.region) : query.region,
    bucket: cleanText(shown.bucket ?? query.bucket ?? ''),
    path: cleanText(shown.path ?? query.path ?? ''),
    name: cleanText(shown.name ?? ''),
    status: statusOf(shown.status ?? ''),
    ...defined({
      progress: cleanText(shown.progress ?? '', WORD_LENGTH) || undefined,
      sizeGiB: countOf(shown.size),
      createdAt: timeText(shown.creationTime),
      expiresAt: timeText(shown.expireDateTime),
    }),
    tags: tagsOf(shown),
    events: eventsOf(shown),
  };
}

/** The statuses on which a decision rests. */
const STATUSES = ['Available', 'Failed', 'Deleting', 'UpdateFailed'];

/** In the capitals of the documentation: a copy that is `AVAILABLE` would otherwise never be ready. */
function statusOf(shown: string): string {
  return STATUSES.find((status) => isSameText(status, shown)) ?? cleanText(shown, WORD_LENGTH);
}

/** A key with two different values says nothing: what is ours is known by its tags, so neither value may count. */
function tagsOf(shown: DescribeDataCachesResponseBodyDataCaches): Record<string, string> {
  const values = new Map<string, string | undefined>();
  for (const { key, value } of (shown.tags ?? []).slice(0, MAX_TAGS)) {
    if (key === undefined) continue;
    const [name, text] = [cleanText(key), cleanText(value ?? '')];
    values.set(name, values.has(name) && values.get(name) !== text ? undefined : text);
  }
  return Object.fromEntries([...values].flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

/** Newest last, although the service promises no order. Events without a time come first. */
function eventsOf(shown: DescribeDataCachesResponseBodyDataCaches): DataCacheEvent[] {
  return (shown.events ?? [])
    .toSorted((a, b) => (epochMs(a.lastTimestamp) ?? 0) - (epochMs(b.lastTimestamp) ?? 0))
    .slice(-MAX_EVENTS)
    .map(({ type, reason, message }) => ({
      type: cleanText(type ?? '', WORD_LENGTH),
      reason: cleanText(reason ?? '', WORD_LENGTH),
      message: cleanText(message ?? '', MESSAGE_LENGTH),
    }));
}
