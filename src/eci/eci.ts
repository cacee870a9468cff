import type { DataCache } from './data-cache.js';

/**
 * The part of the ECI API that this project uses, in its own words. The SDK is seen behind this interface alone.
 *
 * Every method makes exactly one call and never retries: retrying is the workflow's business. Every failure is an
 * {@link EciError}.
 */
export interface Eci {
  /** Asks for one copy; billed. The same token never buys twice while the service remembers it. */
  copyDataCache(request: CopyRequest): Promise<CopyAnswer>;
  /** One page of at most 20 caches. */
  describeDataCaches(query: DescribeQuery): Promise<DataCachePage>;
  /** Deletes by id. A cache that is not there is an {@link EciError} of family `request`. */
  deleteDataCache(request: DeleteRequest): Promise<{ readonly requestId: string }>;
  listUsage(region: string): Promise<DataCacheUsage>;
}

/** All of bucket, path and name are always sent: the service's defaults are not published. */
export interface CopyRequest {
  readonly sourceRegion: string;
  readonly source: string;
  readonly region: string;
  readonly bucket: string;
  readonly path: string;
  readonly name: string;
  /** Days until the copy expires; absent: never. */
  readonly retentionDays?: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly resourceGroupId?: string;
  /** ASCII, at most 64 characters. */
  readonly clientToken: string;
}

export interface CopyAnswer {
  /** The new cache's id, in the target region. */
  readonly dataCacheId: string;
  readonly requestId: string;
}

/** At most 20 ids; without ids, a listing by bucket, or of whatever the service shows without one. */
export interface DescribeQuery {
  readonly region: string;
  readonly ids?: readonly string[];
  readonly bucket?: string;
  readonly path?: string;
  readonly nextToken?: string;
}

export interface DataCachePage {
  readonly caches: readonly DataCache[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

export interface DeleteRequest {
  readonly region: string;
  readonly id: string;
}

/** Of one region: how many data caches are in use, and how many it allows. Absent when the service did not say. */
export interface DataCacheUsage {
  readonly used?: number;
  readonly max?: number;
}
