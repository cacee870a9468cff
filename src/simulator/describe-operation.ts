import { defined } from '../defined.js';
import type { Operation, Service } from './operation.js';
import { rulesOf } from './scenario.js';
import { expiryOf, isShown, type Moment, stateOf, type StoredCache } from './stored-cache.js';
import { ApiError, integer, list, optional, type Params, required, tags } from './wire.js';

const MAX_IDS = 20;
const MAX_PAGE = 20;

/** DescribeDataCaches: oldest first, and every given filter must match. */
export const describeOperation: Operation = (params, at, service) => {
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
      ...(last !== undefined && rest.length > limit && { NextToken: pageToken(last.sequence) }),
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
    // A tag filter without a value matches any value.
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

/** A data cache in the format of DescribeDataCaches. */
function describedCache(cache: StoredCache, at: Moment): Record<string, unknown> {
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
    CreationTime: minuteStamp(cache.createdAt),
    ...defined({
      ExpireDateTime: expiry === undefined ? undefined : minuteStamp(expiry),
      ResourceGroupId: cache.resourceGroupId,
    }),
    Tags: [...cache.tags].map(([Key, Value]) => ({ Key, Value })),
    Events: events(cache, status),
  };
}

function events(cache: StoredCache, status: string): Record<string, unknown>[] {
  const { course, createdAt, name } = cache;
  if (course.kind === 'placed') return [];
  const made = event('Normal', 'Copying', 'The data cache is being copied.', name, createdAt);
  if (status !== 'Failed' || course.failure === undefined) return [made];
  const message = 'The snapshot of the data cache could not be copied.';
  return [made, event('Warning', course.failure, message, name, createdAt + course.copyTime)];
}

function event(Type: string, Reason: string, Message: string, Name: string, time: number): Record<string, unknown> {
  const stamp = `${new Date(time).toISOString().slice(0, 19)}Z`;
  return { Type, Reason, Message, Name, Count: 1, FirstTimestamp: stamp, LastTimestamp: stamp };
}

/** `2023-06-16T02:43Z`. */
function minuteStamp(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16)}Z`;
}
