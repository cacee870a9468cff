import { quotaOf } from '../limits.js';
import { rulesOf } from '../scenario.js';
import { ApiError, required } from '../wire.js';
import type { Operation } from './operation.js';
import { visibleCaches } from './view.js';

/** ListUsage: only the counts of data caches. */
export const usageOperation: Operation = (params, at, service) => {
  const { scenario, world } = service;
  const region = required(params, 'RegionId');
  if (rulesOf(scenario, region).denyListUsage) {
    throw new ApiError('NoPermission', 'You are not authorized to perform eci:ListUsage.');
  }
  const counted = scenario.open.usageCounts === 'all' ? world.list(region, at) : visibleCaches(region, at, service);
  return {
    body: {
      Attributes: {
        UsedDataCacheCount: counted.length,
        MaxDataCacheCount: quotaOf(scenario, world, region, at),
      },
    },
  };
};
