import { z } from 'zod';

const count = z.int().min(0);

const copySchema = z.strictObject({
  region: z.string(),
  dataCacheId: z.string(),
  source: z.string().describe("The source cache's id, by the copy's tags."),
  sourceRegion: z.string(),
  bucket: z.string(),
  path: z.string(),
  generation: count,
  status: z.string().describe('As the service wrote it before the deletion.'),
  sizeGiB: z.number().nullable().describe('GiB. Null: not told.'),
  reason: z.string().describe('Why the plan no longer asks for it.'),
  outcome: z.enum(['candidate', 'deleted', 'kept']),
  keptBecause: z.string().nullable().describe('Why it was not deleted.'),
});

const regionSchema = z.strictObject({
  region: z.string(),
  candidates: count,
  more: z.boolean().describe('There are more than one prune takes: prune again.'),
  looked: count.describe('Data caches of anybody that were looked at.'),
  unseen: count.describe('Data caches that ListUsage counts beside these.'),
});

/** The report of a prune as JSON. Every key is always there; what is not known is null. */
export const pruneReportSchema = z.strictObject({
  version: z.literal(1),
  plan: z.string(),
  planDigest: z.string(),
  workflowId: z.string(),
  runId: z.string(),
  outcome: z.enum(['preview', 'deleted', 'partial', 'incomplete']),
  pruneDigest: z
    .string()
    .nullable()
    .describe('What a deletion must find unchanged. Null: the prune was ended or failed.'),
  counts: z.strictObject({ candidates: count, deleted: count, kept: count }),
  regions: z.array(regionSchema),
  copies: z.array(copySchema),
});
