import type { PruneSummary } from './prune-summary.js';

/** The prune as a Markdown list: tables need a newer UI. */
export function pruneDetails({ plan, dryRun, candidates, deleted, kept, pruneDigest, regions }: PruneSummary): string {
  return [
    dryRun
      ? `**${plan}**: ${candidates} copies that it no longer asks for; nothing was deleted. To delete them, start \`prune\` again with \`"expectDigest": "${pruneDigest}"\`.`
      : `**${plan}**: ${deleted} copies deleted, ${kept} kept`,
    '',
    ...regions.map((region) => `- ${region.region}: ${regionText(region, dryRun)}`),
  ].join('\n');
}

function regionText({ candidates, deleted, kept, more }: PruneSummary['regions'][number], dryRun: boolean): string {
  const counted = dryRun ? `${candidates} to delete` : `${deleted} deleted, ${kept} kept`;
  return more ? `${counted}, and more for another prune` : counted;
}
