import { z } from 'zod';
import { duration } from './scenario-duration.js';

/** What the vendor does not publish: each question is a switch, and what uses the service must survive every answer. */
export const openQuestions = z.strictObject({
  /** Without ids and without Bucket, does DescribeDataCaches list all buckets, or the bucket `default` only? */
  describeWithoutBucket: z.enum(['all', 'defaultOnly']).default('all'),
  /** Is a copy to a bucket and path that are taken accepted, or refused with 400 InvalidParameter.PathTaken? */
  pathTaken: z.enum(['accept', 'refuse']).default('accept'),
  /** Without Bucket, Path or Name, does a copy take the source's, or the bucket `default` and its own id? */
  defaultBucketAndPath: z.enum(['source', 'default']).default('source'),
  /** Is a client token known in the whole account, or in the source region only? */
  tokenScope: z.enum(['account', 'region']).default('account'),
  /** How long is a client token remembered? Absent: for ever. */
  tokenMemory: duration.optional(),
  /** Do RetentionDays count from the request, or from when the copy is Available? */
  retentionFrom: z.enum(['creation', 'available']).default('creation'),
  /** The most RetentionDays that a copy may have; more is 400 InvalidParameter. */
  retentionMax: z.int().min(1).default(36_500),
  /** Which of the two statuses before Available comes first? */
  firstStatus: z.enum(['Loading', 'Creating']).default('Loading'),
  /** How long a deleted cache is still shown, as `Deleting`, and counted. */
  deletingFor: duration.prefault('0s'),
});
