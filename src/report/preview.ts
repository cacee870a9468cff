import type { z } from 'zod';
import type { CopyRecord } from '../copies/copy-record.js';
import type { RegionPreview, RegionUsage } from '../copies/region-preview.js';
import { isChange, PREVIEW_VERDICTS, previewVerdict } from '../copies/verdict.js';
import type { previewSchema } from './preview-schema.js';
import type { RegionRecords } from './report.js';

/** What a run would do about every copy of a plan. */
export type Preview = z.output<typeof previewSchema>;
export type PreviewedRegion = Preview['regions'][number];
export type PreviewedCopy = Preview['copies'][number];

/** What a preview is made of. */
export interface PreviewParts {
  readonly plan: string;
  readonly planDigest: string;
  readonly previewDigest: string;
  /** What the plan's selections matched: the selection's index among `source.caches`, from 0. */
  readonly selected?: readonly { readonly cache: number; readonly matched: number }[];
  readonly workflowId: string;
  readonly runId: string;
  readonly sourceRegion: string;
  readonly regions: readonly RegionPreview[];
  readonly records: readonly RegionRecords[];
}

/** The whole preview: its keys always in one order, regions and copies in the plan's. */
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

/** Copies that a run would ask for. */
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
    // A source that was never described has no place of its own yet.
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
