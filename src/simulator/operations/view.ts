import { rulesOf } from '../scenario.js';
import { isShown, type Moment, type StoredCache } from '../stored-cache.js';
import type { Service } from './operation.js';

/** The caches of a region that the caller may see, oldest first. */
export function visibleCaches(region: string, at: Moment, { scenario, world }: Service): StoredCache[] {
  const { blindDescribe, visibleGroups } = rulesOf(scenario, region);
  if (blindDescribe) return [];
  return world
    .list(region, at)
    .filter(({ resourceGroupId = '' }) => visibleGroups === undefined || visibleGroups.includes(resourceGroupId));
}

/**
 * Those that DescribeDataCaches shows at that moment.
 *
 * @param isListing whether the call names no ids: a listing may lag behind
 */
export function shownCaches(region: string, at: Moment, service: Service, isListing: boolean): StoredCache[] {
  const lag = isListing ? service.scenario.open.describeLag : 0;
  return visibleCaches(region, at, service).filter((cache) => isShown(cache, at, lag));
}
