import { setCurrentDetails } from '@temporalio/workflow';
import { countRecords } from '../../src/copies/counts.js';
import { packRecords } from '../../src/copies/packed-records.js';
import type { RegionPreview } from '../../src/copies/region-preview.js';
import { countVerdicts, PREVIEW_VERDICTS } from '../../src/copies/verdict.js';
import { fitReasons } from '../../src/payload/fit-reasons.js';
import { verdictDigest } from '../../src/reconcile/preview-digest.js';
import { regionUsage } from '../activities.js';
import type { RegionInput, RegionPreviewResult } from '../region/region-input.js';
import type { RegionState } from '../region/region-state.js';
import { survey } from '../region/survey.js';

/** Surveys the region as a run would, and does nothing else. Copies that cannot be surveyed carry the reason as their code. */
export async function previewRegion(state: RegionState, input: RegionInput): Promise<RegionPreviewResult> {
  const { region } = input;
  const [usage] = await Promise.all([
    regionUsage.executeWithOptions({ summary: `data caches in ${region}: how many, and the quota` }, [region]),
    survey(state, input),
  ]);
  const { stop } = state.holds;
  if (stop !== undefined) state.endStranded(stop);
  state.entered('ended');
  const { records } = state.copies;
  const verdicts = countVerdicts(records);
  setCurrentDetails(previewLine({ region, verdicts, usage }));
  const [counts, digest] = [countRecords(records), verdictDigest(region, records)];
  return fitReasons((reasonLength) => ({
    counts,
    records: packRecords(input.digestOnly === true ? [] : records, { reasonLength }),
    usage,
    verdicts,
    verdictDigest: digest,
    ...(stop === undefined ? {} : { stop: { code: stop.code, reason: stop.reason } }),
  }));
}

/** One region of a preview as a line of Markdown: its verdicts, and its quota if it is known. */
export function previewLine({
  region,
  verdicts,
  usage,
  stop,
}: Omit<RegionPreview, 'createGiB' | 'verdictDigest'>): string {
  const parts = [
    ...PREVIEW_VERDICTS.flatMap((verdict) => (verdicts[verdict] > 0 ? [`${verdict} ${verdicts[verdict]}`] : [])),
    ...(usage.used === undefined || usage.max === undefined ? [] : [`${usage.used} of ${usage.max} caches in use`]),
    ...(stop === undefined ? [] : [`not surveyed: ${stop.code}: ${stop.reason}`]),
  ];
  return `- **${region}**: ${parts.join('; ')}`;
}
