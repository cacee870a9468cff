/**
 * A data cache as DescribeDataCaches shows it; only the fields this project reads.
 */
export interface DataCache {
  readonly id: string;
  /** The region the cache lies in. */
  readonly region: string;
  readonly bucket: string;
  readonly path: string;
  readonly name: string;
  /** `Available` alone is usable; a status unknown to us means "not ready yet", never an error. */
  readonly status: string;
  /** As the service writes it: `42%`. */
  readonly progress?: string;
  /** GiB, an integer. */
  readonly sizeGiB?: number;
  /** As the service writes it: `2023-06-16T02:43Z`. */
  readonly createdAt?: string;
  /** Likewise. Absent when the cache never expires. */
  readonly expiresAt?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Newest last; the reasons of a Failed cache are found here. */
  readonly events: readonly DataCacheEvent[];
}

/** One entry of a data cache's Events. */
export interface DataCacheEvent {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}
