import { quotaOf } from '../limits.js';
import type { Operation } from './operation.js';
import { rulesOf } from '../scenario.js';
import { ApiError, required } from '../wire.js';

/** ListUsage: only the counts of data caches. */
export const usageOperation: Operation = (params, at, { scenario, world }) => {
  const region = required(params, 'RegionId');
  if (rulesOf(scenario, region).denyListUsage) {
    throw new ApiError('NoPermission', 'You are not authorized to perform eci:ListUsage.');
  }
  return {
    body: {
      Attributes: {
        UsedDataCacheCount: world.list(region, at).length,
        MaxDataCacheCount: quotaOf(scenario, region, at),
      },
    },
  };
};
