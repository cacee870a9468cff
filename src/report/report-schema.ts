import { z } from 'zod';

const copyOutcome = z.enum(['ready', 'failed', 'conflict', 'skipped', 'pending']);
const count = z.int().min(0);
/** ISO 8601. */
const time = z.string();

const countsSchema = z.strictObject({
  planned: count.describe('All copies of the plan.'),
  ready: count,
  failed: count,
  conflict: count,
  skipped: count,
  pending: count.describe('Not ended: under way, or kept back when the run was cancelled.'),
  adopted: count.describe('Of the ready ones, those that the run found and did not make.'),
});

const copySchema = z.strictObject({
  source: z.string().describe("The source cache's id."),
  sourceRegion: z.string(),
  region: z.string().describe('The target region.'),
  dataCacheId: z.string().nullable().describe("The copy's id; for a conflict, the id in the way."),
  bucket: z.string().nullable().describe("Null: the source's own, which was not looked up."),
  path: z.string().nullable().describe("Null: the source's own, which was not looked up."),
  sizeGiB: z.number().nullable().describe('Of the source, GiB.'),
  expiresAt: time.nullable().describe('As the service writes it. Null: never, or not known.'),
  verdict: z
    .enum(['create', 'adopt', 'recreate', 'renew', 'supersede', 'conflict'])
    .nullable()
    .describe('Null: the region was not surveyed.'),
  outcome: copyOutcome,
  generation: count,
  attempts: count.describe('CopyDataCache calls made, over all generations.'),
  code: z.string().nullable(),
  reason: z.string().nullable(),
  advice: z.string().nullable().describe('What a person can do about the code.'),
  requestId: z.string().nullable(),
  requestedAt: time.nullable().describe("When this run's request was accepted. Null on an adopted copy."),
  readyAt: time.nullable(),
  ended: z
    .array(
      z.strictObject({
        generation: count,
        dataCacheId: z.string().nullable(),
        code: z.string(),
        reason: z.string().nullable(),
      }),
    )
    .describe('The generations that ended before this one, as far as this run saw them end; oldest first.'),
});

/** The report as JSON. Every key is always there; what is not known is null. */
export const reportSchema = z.strictObject({
  version: z.literal(1),
  plan: z.string(),
  planDigest: z.string().nullable().describe('Null: the plan was refused.'),
  workflowId: z.string(),
  runId: z.string(),
  startedAt: time,
  finishedAt: time.nullable().describe('Null: the run goes on.'),
  outcome: z.enum(['ready', 'partial', 'failed', 'cancelled', 'running']),
  counts: countsSchema,
  copies: z.array(copySchema),
});
