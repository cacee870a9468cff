/**
 * The part of the ECI API that this project uses. The vendor's SDK is hidden behind this interface.
 *
 * Every method makes exactly one call and never retries: the workflows decide when to retry. Every failure is an
 * {@link EciError}.
 */
export interface Eci {
  /** Requests one copy, which is billed. A repeated token buys nothing while the service remembers it. */
  copyDataCache(request: CopyRequest): Promise<AcceptedCopy>;
  /** Returns one page of at most 20 caches. */
  describeDataCaches(query: DescribeQuery): Promise<DataCachePage>;
  /** Deletes by id. Fails with an {@link EciError} of status 404 when there is no such cache. */
  deleteDataCache(request: DeleteRequest): Promise<{ readonly requestId: string }>;
  /**
   * Asks for another retention of a cache, which buys nothing. Meanwhile the cache is `Updating`. Whether the service then
   * changes the expiry is not documented.
   */
  updateRetention(request: UpdateRetentionRequest): Promise<{ readonly requestId: string }>;
  listUsage(region: string): Promise<DataCacheUsage>;
}

/** Bucket, path and name are always sent, because the service's defaults are not published. */
export interface CopyRequest {
  readonly sourceRegion: string;
  readonly source: string;
  readonly region: string;
  readonly bucket: string;
  readonly path: string;
  readonly name: string;
  /** Days until the copy expires. Absent: never. */
  readonly retentionDays?: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly resourceGroupId?: string;
  /** ASCII, at most 64 characters. */
  readonly clientToken: string;
}

/** The service accepted a copy. It is not ready yet. */
export interface AcceptedCopy {
  /** The new cache's id, in the target region. */
  readonly dataCacheId: string;
  readonly requestId: string;
  /** When the service answered, by its own clock, epoch ms. Absent: it did not say. */
  readonly servedAt?: number;
}

/** At most 20 ids. Without ids it lists a bucket, or whatever the service lists when no bucket is given. */
export interface DescribeQuery {
  readonly region: string;
  readonly ids?: readonly string[];
  readonly bucket?: string;
  readonly path?: string;
  readonly nextToken?: string;
}

/** One page of the answer of DescribeDataCaches. */
export interface DataCachePage {
  readonly caches: readonly DataCache[];
  /** Absent on the last page. */
  readonly nextToken?: string;
  /** How many data caches match the query, on all pages. Absent: the service did not say. */
  readonly total?: number;
  /** When the service answered, by its own clock, epoch ms. Absent: it did not say. */
  readonly servedAt?: number;
}

/** A data cache as DescribeDataCaches shows it, with only the fields that this project reads. */
export interface DataCache {
  readonly id: string;
  readonly region: string;
  readonly bucket: string;
  readonly path: string;
  readonly name: string;
  /** Only `Available` is usable. A status that this project does not know means "not ready yet", not an error. */
  readonly status: string;
  /** In the service's format: `42%`. */
  readonly progress?: string;
  /** GiB, an integer. */
  readonly sizeGiB?: number;
  /** In the service's format: `2023-06-16T02:43Z`. */
  readonly createdAt?: string;
  /** In the service's format. Absent when the cache never expires. */
  readonly expiresAt?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Newest last. They give the reason when a cache is Failed. */
  readonly events: readonly DataCacheEvent[];
}

/** One entry of a data cache's Events. */
export interface DataCacheEvent {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

/** The data cache to delete. */
export interface DeleteRequest {
  readonly region: string;
  readonly id: string;
}

/** A new retention for a data cache. */
export interface UpdateRetentionRequest {
  readonly region: string;
  readonly id: string;
  /** Days until the cache expires, an integer of at least 1. From when they count is not documented. */
  readonly retentionDays: number;
}

/** How many data caches a region holds and how many it allows. A field is absent when the service left it out. */
export interface DataCacheUsage {
  readonly used?: number;
  readonly max?: number;
}
