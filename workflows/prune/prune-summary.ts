import { copiesText } from '../../src/copies/counts.js';
import { defined } from '../../src/defined.js';
import type { OpenedPrune } from './open-prune.js';
import type { PrunedRegion, PruneRegionResult, PruneSummary, RegionFound } from './prune-messages.js';

/** What a prune returns, from what its regions found at first and returned at the end. */
export function pruneSummary(
  { plan, digest: planDigest, dryRun }: OpenedPrune,
  found: readonly RegionFound[],
  results: ReadonlyMap<string, PruneRegionResult>,
  pruneDigest: string,
): PruneSummary {
  const regions = found.map((one) => prunedRegion(one, results.get(one.region)));
  const total = (key: 'candidates' | 'deleted' | 'kept') => regions.reduce((sum, region) => sum + region[key], 0);
  return {
    version: 1,
    plan: plan.name,
    planDigest,
    dryRun,
    pruneDigest,
    candidates: total('candidates'),
    deleted: total('deleted'),
    kept: total('kept'),
    regions,
  };
}

function prunedRegion(found: RegionFound, result: PruneRegionResult | undefined): PrunedRegion {
  const { region, candidates, more, looked, unseen, shown } = found;
  const kept = result?.kept.length ?? 0;
  const deleted = result?.deleting === true ? candidates - kept : 0;
  return { region, candidates, deleted, kept, more, looked, ...defined({ unseen }), shown };
}

/** The prune as a Markdown list: only newer versions of the UI render tables. */
export function pruneDetails({ plan, dryRun, candidates, deleted, kept, pruneDigest, regions }: PruneSummary): string {
  return [
    dryRun
      ? `**${plan}**: the plan no longer needs ${copiesText(candidates)}; nothing was deleted. To delete, start \`prune\` again with \`"expectDigest": "${pruneDigest}"\`.`
      : `**${plan}**: ${copiesText(deleted)} deleted, ${kept} kept`,
    '',
    ...regions.map((region) => `- ${region.region}: ${regionText(region, dryRun)}`),
  ].join('\n');
}

function regionText({ candidates, deleted, kept, more }: PrunedRegion, dryRun: boolean): string {
  const counted = dryRun ? `${candidates} to delete` : `${deleted} deleted, ${kept} kept`;
  return more ? `${counted}; prune again for the rest` : counted;
}
