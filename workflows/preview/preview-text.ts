import type { RegionPreview } from '../../src/copies/region-preview.js';
import { PREVIEW_VERDICTS } from '../../src/copies/verdict.js';
import type { RunStatus } from '../messages.js';

/** One region of a preview as a line of Markdown: its verdicts, and its quota as far as it is known. */
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

/** A preview as a Markdown list: what has been found so far, and what is still looked at. */
export function previewDetails(status: RunStatus, found: readonly RegionPreview[]): string {
  const { plan, regions, waitingFor } = status;
  const known = new Map(found.map((preview) => [preview.region, preview]));
  return [
    `**${plan}**: a preview, nothing is copied; ${found.length} of ${regions.length} regions surveyed`,
    ...(waitingFor === undefined ? [] : [`Waiting for: ${waitingFor}`]),
    '',
    ...regions.map(({ region, phase }) => {
      const preview = known.get(region);
      return preview === undefined ? `- **${region}**: ${phase}` : previewLine(preview);
    }),
  ].join('\n');
}

export function previewHelp(plan: string): string {
  return [
    `This workflow previews the plan ${plan}: it looks at every target region as a run would, and copies nothing.`,
    '',
    'Queries:',
    '- `status`: which regions are surveyed. No input.',
    '- `copies`, on a region\'s workflow: its copies with their verdicts, page by page: `{"limit": 20}`.',
    '',
    'Its result has the verdicts by region and the `previewDigest`. To run the plan only if that still holds, start it with',
    '`{"plan": …, "expectDigest": "<previewDigest>"}`.',
  ].join('\n');
}
