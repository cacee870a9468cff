import { z } from 'zod';
import { scenarioDuration, scenarioOffset } from './duration.js';

/** Questions that the vendor's documentation leaves open. Each is a switch, and clients must survive every answer. */
export const openQuestions = z.strictObject({
  /** Without ids and without Bucket, does DescribeDataCaches list all buckets, or only the bucket `default`? */
  describeWithoutBucket: z.enum(['all', 'defaultOnly']).default('all'),
  /**
   * How does the service write back the bucket, path and name that it was given? `trailingSlash`, `noLeadingSlash`
   * and `encodedSlashes` change the path, `lowerCaseBucket` the bucket, the others all three. `decomposed` is Unicode's NFD;
   * `percentEncoded` leaves slashes as they are.
   */
  spelling: z
    .enum([
      'exact',
      'trailingSlash',
      'noLeadingSlash',
      'lowerCaseBucket',
      'lowerCase',
      'decomposed',
      'percentEncoded',
      'encodedSlashes',
    ])
    .default('exact'),
  /** Does a bucket or path in a filter match in every spelling, or only as the service writes it? */
  filterBy: z.enum(['meaning', 'text']).default('meaning'),
  /** How many caches does a page of a listing hold at most? */
  pageSize: z.int().min(1).max(20).default(20),
  /** How many caches does a page hold at most when the call names ids? */
  idsPageSize: z.int().min(1).max(20).default(20),
  /**
   * Does a page begin after the last cache of the page before, or at an offset into the caches that exist now? With
   * `offset`, a cache that is deleted between two pages makes another one fall through.
   */
  paging: z.enum(['cursor', 'offset']).default('cursor'),
  /** Does TotalCount count what can be listed, nothing (it is absent), only the page, or always one more than can be listed? */
  totalCount: z.enum(['exact', 'absent', 'pageOnly', 'more']).default('exact'),
  /** Does a listing without ids end after its first page, whatever TotalCount says? */
  endsEarly: z.boolean().default(false),
  /** How long does a listing without ids not show a new copy, which a lookup by id shows immediately? */
  describeLag: scenarioDuration.prefault('0s'),
  /** Does ListUsage count all caches, or only those that the caller may see? */
  usageCounts: z.enum(['all', 'visible']).default('all'),
  /** Is a copy to an occupied bucket and path accepted, or refused with 400 InvalidParameter.PathTaken? */
  pathTaken: z.enum(['accept', 'refuse']).default('accept'),
  /** Without Bucket, Path or Name, does a copy take the source's, or the bucket `default` and its own id? */
  defaultBucketAndPath: z.enum(['source', 'default']).default('source'),
  /** Is a client token known in the whole account, or only in the source region? */
  tokenScope: z.enum(['account', 'region']).default('account'),
  /** Does a token whose copy no longer exists return that copy's id, is it refused with IdempotentFailed, or is it forgotten? */
  deletedTokens: z.enum(['returnsId', 'spent', 'forgotten']).default('returnsId'),
  /** How long does the service remember a client token? Absent: forever. */
  tokenMemory: scenarioDuration.optional(),
  /** Do RetentionDays count from the request, or from when the copy is Available? */
  retentionFrom: z.enum(['creation', 'available']).default('creation'),
  /** The maximum of RetentionDays; more is 400 InvalidParameter. */
  retentionMax: z.int().min(1).default(36_500),
  /** The most days that are granted. Of more RetentionDays only these count. Absent: as many as asked for. */
  retentionCap: z.int().min(1).optional(),
  /**
   * What does UpdateDataCache do with RetentionDays alone? It lets them count from the update, or accepts the call and leaves
   * the expiry as it is, or ends as UpdateFailed, or refuses the call with 400 OperationDenied.NotSupported.
   */
  updateDataCache: z.enum(['extends', 'ignores', 'fails', 'refuses']).default('extends'),
  /** How long is an updated cache shown as Updating? */
  updateTime: scenarioDuration.prefault('0s'),
  /** Which of the two statuses before Available comes first? */
  firstStatus: z.enum(['Loading', 'Creating']).default('Loading'),
  /**
   * How far is the service's clock ahead of the caller's? It shows in the times of caches and events and in the `Date`
   * header. Request signatures are verified by the real time.
   */
  clockSkew: scenarioOffset.prefault('0s'),
  /** How long is a deleted cache still shown, as `Deleting`, and counted? */
  deletingFor: scenarioDuration.prefault('0s'),
});

export type OpenQuestions = z.output<typeof openQuestions>;
