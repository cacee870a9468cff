import { tokenSpent } from '../client-tokens.js';
import { generationOf } from '../ledger.js';
import { checkCapacity } from '../limits.js';
import { rulesOf } from '../scenario.js';
import { type Moment, stateOf, type StoredCache } from '../stored-cache.js';
import { ApiError, optional, type Params, required, tags } from '../wire.js';
import { placeFilter } from './cache-filter.js';
import type { Operation, OperationResult, Service } from './operation.js';
import { grantedRetention } from './retention.js';

interface Copy {
  readonly sourceRegion: string;
  readonly source: string;
  readonly region: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly retentionMs?: number | undefined;
}

/**
 * CopyDataCache. The client token is looked up before source, stock and quota, so a repeated request gets the answer of the
 * first one even if the region is full now.
 */
export const copyOperation: Operation = (params, at, service) => {
  const { scenario, world, tokens, faults } = service;
  const copy = parse(params, service);
  faults.refuseCopy(copy);

  const known = tokens.recall(params, at.now);
  if (known !== undefined && isRemembered(known, copy, at, service)) return { body: { DataCacheId: known } };
  if (optional(params, 'ClientToken') !== undefined && faults.spendsToken()) {
    tokens.keep(params, at.now);
    throw tokenSpent();
  }

  const { errorCode } = rulesOf(scenario, copy.region);
  if (errorCode !== undefined) throw new ApiError(errorCode, `The scenario refuses copies to ${copy.region}.`);
  const source = availableSource(copy, at, service);
  const destination = destinationOf(params, source, service);
  checkPath(destination, copy.region, at, service);
  checkCapacity(scenario, world, copy.region, at);
  return commit(params, copy, source, destination, at, service);
};

function parse(params: Params, { scenario }: Service): Copy {
  const sourceRegion = required(params, 'RegionId');
  const source = required(params, 'DataCacheId');
  const region = required(params, 'DestinationRegionId');
  if (region === sourceRegion) {
    throw new ApiError('InvalidParameter', 'DestinationRegionId must differ from RegionId.');
  }
  if (!/^[\x20-\x7e]{0,64}$/.test(params.get('ClientToken') ?? '')) {
    throw new ApiError('InvalidParameter', 'ClientToken must be at most 64 ASCII characters.');
  }
  return { sourceRegion, source, region, retentionMs: grantedRetention(params, scenario), tags: tags(params) };
}

/** Whether the token of this copy still returns its id. @throws ApiError `IdempotentFailed` */
function isRemembered(id: string, { region }: Copy, at: Moment, { scenario, world }: Service): boolean {
  const { deletedTokens } = scenario.open;
  const cache = world.find(region, id, at);
  const exists = cache !== undefined && cache.deletedFrom === undefined;
  if (exists || deletedTokens === 'returnsId') return true;
  if (deletedTokens === 'spent') throw tokenSpent();
  return false;
}

function availableSource({ sourceRegion, source }: Copy, at: Moment, { world }: Service): StoredCache {
  const cache = world.find(sourceRegion, source, at);
  if (cache === undefined) {
    throw new ApiError('InvalidParameter.NotFound', `The data cache ${source} is not found in ${sourceRegion}.`);
  }
  const { status } = stateOf(cache, at);
  if (status !== 'Available') throw new ApiError('IncorrectStatus', `The data cache ${source} is ${status}.`);
  return cache;
}

interface Destination {
  readonly bucket: string;
  readonly path?: string | undefined;
  readonly name?: string | undefined;
}

/** Without a path or name, the new cache's id is used. */
function destinationOf(params: Params, source: StoredCache, { scenario }: Service): Destination {
  const fallback = scenario.open.defaultBucketAndPath === 'source' ? source : undefined;
  return {
    bucket: optional(params, 'Bucket') ?? fallback?.bucket ?? 'default',
    path: optional(params, 'Path') ?? fallback?.path,
    name: optional(params, 'Name') ?? fallback?.name,
  };
}

function checkPath({ bucket, path }: Destination, region: string, at: Moment, { scenario, world }: Service): void {
  const { pathTaken, spelling } = scenario.open;
  if (pathTaken === 'accept' || path === undefined) return;
  if (world.list(region, at).some(placeFilter(bucket, path, { spelling, filterBy: 'meaning' }))) {
    throw new ApiError('InvalidParameter.PathTaken', `A data cache in ${region} already has this bucket and path.`);
  }
}

function commit(
  params: Params,
  copy: Copy,
  source: StoredCache,
  destination: Destination,
  at: Moment,
  { scenario, world, tokens, faults, billed }: Service,
): OperationResult {
  const { region, retentionMs } = copy;
  const vanishesAfter = faults.vanishesAfter(copy);
  const cache = world.add((id) => ({
    id,
    region,
    bucket: destination.bucket,
    path: destination.path ?? `/${id}`,
    name: destination.name ?? id,
    sizeGiB: source.sizeGiB,
    tags: copy.tags,
    resourceGroupId: optional(params, 'ResourceGroupId'),
    createdAt: at.now,
    vanishesAt: vanishesAfter === undefined ? undefined : at.now + vanishesAfter,
    course: {
      kind: 'copy',
      copyTime: rulesOf(scenario, region).copyTime ?? scenario.copyTime,
      firstStatus: scenario.open.firstStatus,
      failure: faults.failureOf(copy),
      flickersFor: faults.flickerOf(copy),
      shownFrom: at.now + scenario.faults.staleDescribeFor,
      retentionMs,
      retentionFrom: scenario.open.retentionFrom,
    },
  }));
  tokens.keep(params, at.now, cache.id);
  billed.push({
    dataCacheId: cache.id,
    sourceRegion: copy.sourceRegion,
    source: copy.source,
    region,
    bucket: cache.bucket,
    path: cache.path,
    generation: generationOf(copy.tags),
    clientToken: optional(params, 'ClientToken') ?? null,
    at: at.now,
    tags: Object.fromEntries(copy.tags),
  });
  return { body: { DataCacheId: cache.id }, fault: faults.onCopy() };
}
