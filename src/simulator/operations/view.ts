import type { Service } from './operation.js';
import { rulesOf } from '../scenario.js';
import { isShown, type Moment, type StoredCache } from '../stored-cache.js';

/** The caches of a region that DescribeDataCaches shows at that moment, oldest first. */
export function shownCaches(region: string, at: Moment, { scenario, world }: Service): StoredCache[] {
  if (rulesOf(scenario, region).blindDescribe) return [];
  return world.list(region, at).filter((cache) => isShown(cache, at));
}
