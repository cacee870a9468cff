import { z } from 'zod';
import { PREVIEW_VERDICTS } from '../copies/verdict.js';

const count = z.int().min(0);
const verdict = z.enum(PREVIEW_VERDICTS);

const regionSchema = z.strictObject({
  region: z.string().describe('The target region.'),
  verdicts: z.record(verdict, count).describe('How many copies have which verdict; every verdict is there.'),
  createGiB: z.number().describe('Of the copies that a run would ask for, GiB.'),
  usage: z.strictObject({
    used: count.nullable().describe('Data caches in the region.'),
    max: count.nullable().describe('Data caches that its quota allows.'),
    room: count.nullable().describe('max - used, at least 0.'),
    reason: z.string().nullable().describe('Why ListUsage did not tell.'),
  }),
});

const copySchema = z.strictObject({
  source: z.string().describe("The source cache's id."),
  sourceRegion: z.string(),
  region: z.string().describe('The target region.'),
  bucket: z.string().nullable().describe("Null: the source's own, which was not looked up."),
  path: z.string().nullable().describe("Null: the source's own, which was not looked up."),
  name: z.string().nullable().describe("Null: the source's own, which was not looked up."),
  verdict: verdict.describe('What a run would do; none: it could not be judged, and code says why.'),
  generation: count.describe('Of the copy that is there, or that would be asked for.'),
  dataCacheId: z.string().nullable().describe("The copy's id when it is there; for a conflict, the id in the way."),
  sizeGiB: z.number().nullable().describe('Of the source, GiB.'),
  expiresAt: z.string().nullable().describe('As the service writes it. Null: never, or not known.'),
  code: z.string().nullable(),
  reason: z.string().nullable(),
});

/** A preview as JSON. Every key is always there; what is not known is null. */
export const previewSchema = z.strictObject({
  version: z.literal(1),
  plan: z.string(),
  planDigest: z.string(),
  previewDigest: z.string().describe('What `run --expect-digest` takes.'),
  workflowId: z.string(),
  runId: z.string(),
  selected: z
    .array(z.strictObject({ cache: count.describe('Index among `source.caches`, from 0.'), matched: count }))
    .describe("How many source caches each of the plan's selections matched."),
  regions: z.array(regionSchema),
  copies: z.array(copySchema),
});
