import type { ClientTokens } from './client-tokens.js';
import type { CopyFault, Faults } from './faults.js';
import type { LedgerEntry } from './ledger.js';
import { quotaOf } from './limits.js';
import { rulesOf, type Scenario } from './scenario.js';
import type { Moment } from './stored-cache.js';
import { ApiError, optional, type Params, required } from './wire.js';
import type { World } from './world.js';

/** Carries out one call synchronously. Throws an ApiError to refuse it. */
export type Operation = (params: Params, at: Moment, service: Service) => OperationResult;

/** The state that the operations share. */
export interface Service {
  readonly scenario: Scenario;
  readonly world: World;
  readonly tokens: ClientTokens;
  readonly faults: Faults;
  readonly billed: LedgerEntry[];
}

export interface OperationResult {
  /** The response without its RequestId, which the endpoint adds. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly fault?: CopyFault | undefined;
}

/** DeleteDataCache: deletes the cache with that id, or every cache at that bucket and path. */
export const deleteOperation: Operation = (params, at, { world }) => {
  const region = required(params, 'RegionId');
  const id = optional(params, 'DataCacheId');
  const bucket = id === undefined ? required(params, 'Bucket') : undefined;
  const path = id === undefined ? required(params, 'Path') : undefined;
  const found = world
    .list(region, at)
    .filter((cache) => (id === undefined ? cache.bucket === bucket && cache.path === path : cache.id === id));
  if (found.length === 0) throw new ApiError('InvalidParameter.NotFound', 'The data cache is not found.');
  for (const cache of found) world.delete(cache, at);
  return { body: {} };
};

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
