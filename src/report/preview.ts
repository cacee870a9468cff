import { z } from 'zod';
import type { CopyRecord } from '../copies/copy-record.js';
import type { RegionPreview, RegionUsage } from '../copies/region-preview.js';
import { isChange, PREVIEW_VERDICTS, previewVerdict } from '../copies/verdict.js';
import type { RegionRecords } from './report.js';

const count = z.int().min(0);
const previewVerdictSchema = z.enum(PREVIEW_VERDICTS);

const regionSchema = z.strictObject({
  region: z.string().describe('The target region.'),
  verdicts: z
    .record(previewVerdictSchema, count)
    .describe('The number of copies per verdict. Every verdict has a key.'),
  createGiB: z.number().describe('GiB of the copies that a run would request.'),
  usage: z.strictObject({
    used: count.nullable().describe('Data caches in the region.'),
    max: count.nullable().describe('Data caches that its quota allows.'),
    room: count.nullable().describe('max - used, at least 0.'),
    reason: z.string().nullable().describe('Why the usage is not known.'),
  }),
});

const copySchema = z.strictObject({
  source: z.string().describe("The source cache's id."),
  sourceRegion: z.string(),
  region: z.string().describe('The target region.'),
  bucket: z.string().nullable().describe('Null: that of the source, which was not looked up.'),
  path: z.string().nullable().describe('Null: that of the source, which was not looked up.'),
  name: z.string().nullable().describe('Null: that of the source, which was not looked up.'),
  verdict: previewVerdictSchema.describe('What a run would do. none: the copy was not surveyed, and code says why.'),
  generation: count.describe('Generation of the existing copy, or of the one that a run would request.'),
  dataCacheId: z
    .string()
    .nullable()
    .describe('The id of the existing copy; for a conflict, the id of the data cache in the way.'),
  sizeGiB: z.number().nullable().describe('Size of the source in GiB.'),
  expiresAt: z.string().nullable().describe('As the service writes it. Null: never, or not known.'),
  code: z.string().nullable(),
  reason: z.string().nullable(),
});

/** A preview as JSON. Every key is always present; unknown values are null. */
export const previewSchema = z.strictObject({
  version: z.literal(1),
  plan: z.string(),
  planDigest: z.string(),
  previewDigest: z.string().describe('The value for `run --expect-digest`.'),
  workflowId: z.string(),
  runId: z.string(),
  selected: z
    .array(z.strictObject({ cache: count.describe('Index among `source.caches`, from 0.'), matched: count }))
    .describe('The number of source caches that each selection of the plan matched.'),
  regions: z.array(regionSchema),
  copies: z.array(copySchema),
});

/** What a run would do about every copy of a plan: schemas/preview.schema.json describes each field. */
export type Preview = z.output<typeof previewSchema>;
export type PreviewedRegion = Preview['regions'][number];
export type PreviewedCopy = Preview['copies'][number];

/** The input of {@link buildPreview}. */
export interface PreviewParts {
  readonly plan: string;
  readonly planDigest: string;
  readonly previewDigest: string;
  /** Matches per selection; `cache` is its index among `source.caches`, from 0. Default: none. */
  readonly selected?: readonly { readonly cache: number; readonly matched: number }[];
  readonly workflowId: string;
  readonly runId: string;
  readonly sourceRegion: string;
  readonly regions: readonly RegionPreview[];
  readonly records: readonly RegionRecords[];
}

/** Builds the preview. Keys have a fixed order; regions and copies follow the plan. */
export function buildPreview(parts: PreviewParts): Preview {
  const { plan, planDigest, previewDigest, selected = [], workflowId, runId, sourceRegion } = parts;
  return {
    version: 1,
    plan,
    planDigest,
    previewDigest,
    workflowId,
    runId,
    selected: selected.map((selection) => ({ ...selection })),
    regions: parts.regions.map(({ region, verdicts, createGiB, usage }) => ({
      region,
      verdicts: { ...verdicts },
      createGiB,
      usage: quota(usage),
    })),
    copies: parts.records.flatMap(({ region, records }) =>
      records.map((record) => previewedCopy(sourceRegion, region, record)),
    ),
  };
}

/** The number of copies that a run would request in the region. */
export function changesIn({ verdicts }: Pick<PreviewedRegion, 'verdicts'>): number {
  return PREVIEW_VERDICTS.filter(isChange).reduce((sum, verdict) => sum + verdicts[verdict], 0);
}

function quota({ used, max, reason }: RegionUsage): PreviewedRegion['usage'] {
  const known = used !== undefined && max !== undefined;
  return {
    used: used ?? null,
    max: max ?? null,
    room: known ? Math.max(0, max - used) : null,
    reason: reason ?? null,
  };
}

function previewedCopy(sourceRegion: string, region: string, record: CopyRecord): PreviewedCopy {
  return {
    source: record.source,
    sourceRegion,
    region,
    // The place of a source that was never described is not known.
    bucket: record.bucket === '' ? null : record.bucket,
    path: record.path === '' ? null : record.path,
    name: record.name === '' ? null : record.name,
    verdict: previewVerdict(record),
    generation: record.generation,
    dataCacheId: record.id ?? null,
    sizeGiB: record.sizeGiB ?? null,
    expiresAt: record.expiresAt ?? null,
    code: record.code ?? null,
    reason: record.reason ?? null,
  };
}
