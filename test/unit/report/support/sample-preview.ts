import type { CopyRecord } from '../../../../src/copies/copy-record.js';
import { regionPreview, type RegionUsage } from '../../../../src/copies/region-preview.js';
import { verdictDigest } from '../../../../src/reconcile/preview-digest.js';
import { buildPreview, type Preview } from '../../../../src/report/preview.js';
import { record } from './sample-report.js';

/** One region's records after its survey, and what ListUsage said of it. */
export interface SampleRegion {
  readonly records: readonly CopyRecord[];
  readonly usage?: RegionUsage;
  readonly stop?: { readonly code: string; readonly reason: string };
}

export function previewOf(regions: Readonly<Record<string, SampleRegion>>): Preview {
  const entries = Object.entries(regions);
  return buildPreview({
    plan: 'llm-weights',
    planDigest: 'p1an',
    previewDigest: 'd1gest',
    workflowId: 'preview-llm-weights-1',
    runId: 'run-1',
    sourceRegion: 'cn-hongkong',
    regions: entries.map(([region, { records, usage = {}, stop }]) =>
      regionPreview(records, {
        region,
        usage,
        verdictDigest: verdictDigest(region, records),
        ...(stop === undefined ? {} : { stop }),
      }),
    ),
    records: entries.map(([region, { records }]) => ({ region, records })),
  });
}

/** Every verdict once or more, in two regions. */
export const SAMPLE_PREVIEW = previewOf({
  'cn-beijing': {
    records: [
      record({ verdict: 'create', sizeGiB: 140 }),
      record({ source: 'edc-2', path: '/b', verdict: 'adopt', state: 'ready', id: 'edc-copy-2', sizeGiB: 20 }),
      record({
        source: 'edc-3',
        path: '/c',
        verdict: 'recreate',
        generation: 2,
        sizeGiB: 7,
        reason: 'DiskFull: the disk\u001B[31m is full',
      }),
      record({
        source: 'edc-4',
        path: '/d',
        verdict: 'conflict',
        state: 'conflict',
        id: 'edc-theirs',
        code: 'PathTaken',
        reason: 'edc-theirs already exists at this path',
      }),
    ],
    usage: { used: 99, max: 100 },
  },
  'cn-shanghai': {
    records: [
      record({ bucket: '', path: '', name: '', state: 'failed', code: 'SourceNotFound', reason: 'edc-1 is not shown' }),
    ],
    usage: { reason: 'ListUsage was refused: NoPermission' },
  },
});
