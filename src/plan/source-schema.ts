import { z } from 'zod';
import { duration } from './duration.js';
import { bucketName, cacheName, cachePath, dataCacheId, MAX_COPIES_PER_REGION, regionId } from './fields.js';

const destinationSchema = z.strictObject({
  bucket: bucketName.exactOptional().describe("The copy's bucket. Default: the source's own."),
  path: cachePath.exactOptional().describe("The copy's path. Default: the source's own."),
  name: cacheName.exactOptional().describe("The copy's name. Default: the source's own."),
});

const selectSchema = z
  .strictObject({
    bucket: bucketName.exactOptional().describe('Caches in this bucket.'),
    pathPrefix: cachePath.exactOptional().describe('Caches at this path or below it.'),
    name: cacheName.exactOptional().describe('Caches of this name.'),
    tags: z
      .record(z.string().min(1).max(128), z.string().max(128))
      .exactOptional()
      .describe('Caches that carry all of these tags.'),
  })
  .refine(
    (select) => Object.keys(select).length > 0,
    'needs at least one of `bucket`, `pathPrefix`, `name` and `tags`',
  );

const byId = z.strictObject({
  id: dataCacheId.describe("A source cache's id, `edc-…`. Each once."),
  as: destinationSchema
    .exactOptional()
    .describe("Where the copies are mounted, and their name. Default: the source's own."),
  select: z.never({ error: 'and `id` exclude each other: keep one of them' }).exactOptional(),
});

const bySelection = z.strictObject({
  select: selectSchema.describe('Every cache that matches all that is given here, found when the plan is run.'),
  id: z.never({ error: 'and `select` exclude each other: keep one of them' }).exactOptional(),
  as: z.never({ error: 'goes with `id` only: many caches cannot share one destination' }).exactOptional(),
});

/** Where the caches come from, and which. */
export const sourceSchema = z.strictObject({
  region: regionId.describe('The region that the source caches lie in.'),
  caches: z
    .array(z.union([byId, bySelection]))
    .min(1)
    .max(MAX_COPIES_PER_REGION)
    .describe('The source caches, each by `id` or by `select`. At most 2,000.'),
  giveUpAfter: duration.prefault('6h').describe('How long a source cache may take to become Available. Default: 6h.'),
});
