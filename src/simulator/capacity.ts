import { ApiError } from './api-error.js';
import type { Moment } from './moment.js';
import { rulesOf, type Scenario } from './scenario.js';
import type { World } from './world.js';

/** A region that sets no quota has room for all that a test asks for. */
const AMPLE_QUOTA = 100_000;

/** The most data caches that the region holds at that moment. */
export function quotaOf(scenario: Scenario, region: string, at: Moment): number {
  const { quota, quotaLiftsAfter } = rulesOf(scenario, region);
  if (quotaLiftsAfter === undefined) return quota ?? AMPLE_QUOTA;
  return at.elapsed >= quotaLiftsAfter ? AMPLE_QUOTA : (quota ?? 0);
}

/** @throws ApiError `OperationDenied.NoStock`, `QuotaExceeded` */
export function checkCapacity(scenario: Scenario, world: World, region: string, at: Moment): void {
  const { neverStock, noStockUntil = 0 } = rulesOf(scenario, region);
  if (neverStock || at.elapsed < noStockUntil) {
    throw new ApiError('OperationDenied.NoStock', `The requested resource is out of stock in ${region}.`);
  }
  const quota = quotaOf(scenario, region, at);
  if (quota < AMPLE_QUOTA && world.list(region, at).length >= quota) {
    throw new ApiError('QuotaExceeded', `The data cache quota of ${quota} in ${region} is exceeded.`);
  }
}
