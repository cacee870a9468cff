import { ApiError } from './api-error.js';
import { describedCache } from './described-cache.js';
import type { Operation, Service } from './operation.js';
import { rulesOf } from './scenario.js';
import { isShown, type StoredCache } from './stored-cache.js';
import { integer, list, optional, type Params, required, tags } from './wire.js';

const MAX_IDS = 20;
const MAX_PAGE = 20;

/** DescribeDataCaches, oldest first; each filter that is given must match. */
export const describeDataCaches: Operation = (params, at, service) => {
  const region = required(params, 'RegionId');
  const matches = filter(params, service);
  const limit = integer(params, 'Limit', 1, MAX_PAGE) ?? MAX_PAGE;
  const after = parsePageToken(optional(params, 'NextToken'));

  const { scenario, world } = service;
  const visible = rulesOf(scenario, region).blindDescribe ? [] : world.list(region, at);
  const found = visible.filter((cache) => isShown(cache, at) && matches(cache));
  const rest = found.filter(({ sequence }) => sequence > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    body: {
      TotalCount: found.length,
      ...(last !== undefined && rest.length > limit ? { NextToken: pageToken(last.sequence) } : {}),
      DataCaches: page.map((cache) => describedCache(cache, at)),
    },
  };
};

function filter(params: Params, { scenario }: Service): (cache: StoredCache) => boolean {
  const ids = list(params, 'DataCacheId');
  if (ids.length > MAX_IDS) throw new ApiError('InvalidParameter', `At most ${MAX_IDS} DataCacheId are allowed.`);
  const defaultOnly = scenario.open.describeWithoutBucket === 'defaultOnly' && ids.length === 0;
  const bucket = optional(params, 'Bucket') ?? (defaultOnly ? 'default' : undefined);
  const path = optional(params, 'Path');
  const resourceGroupId = optional(params, 'ResourceGroupId');
  const wanted = [...tags(params)];
  return (cache) =>
    (ids.length === 0 || ids.includes(cache.id)) &&
    (bucket ?? cache.bucket) === cache.bucket &&
    (path ?? cache.path) === cache.path &&
    (resourceGroupId ?? cache.resourceGroupId) === cache.resourceGroupId &&
    // A tag that is asked for without a value matches any.
    wanted.every(([key, value]) => cache.tags.has(key) && (value === '' || cache.tags.get(key) === value));
}

function pageToken(sequence: number): string {
  return Buffer.from(`after:${sequence}`).toString('base64url');
}

/** @throws ApiError `InvalidParameter` */
function parsePageToken(token: string | undefined): number {
  if (token === undefined) return 0;
  const [, sequence] = /^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (sequence === undefined) throw new ApiError('InvalidParameter', 'NextToken is not valid.');
  return Number(sequence);
}
