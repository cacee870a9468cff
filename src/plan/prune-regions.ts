import { regionId } from './fields.js';
import type { Plan } from './schema.js';
import { shown } from './shown.js';

/**
 * The regions to prune: the plan's targets, or those that are named, each once. One that the plan no longer targets may be
 * named; the source region never.
 */
export function pruneRegions(
  plan: Plan,
  named?: readonly string[],
): { regions: readonly string[] } | { problems: string[] } {
  if (named === undefined) return { regions: plan.targets.map(({ region }) => region) };
  const regions = [...new Set(named)];
  const problems = regions.flatMap((region) => {
    if (region === plan.source.region)
      return [`region ${shown(region)} is the plan's source region: no copy lies there`];
    return regionId.safeParse(region).success
      ? []
      : [`region ${shown(region)} is no region id such as \`cn-hongkong\``];
  });
  if (regions.length === 0) problems.push('no region is named: leave `regions` out to prune all of the targets');
  return problems.length > 0 ? { problems } : { regions };
}
