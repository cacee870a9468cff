import { regionId } from './fields.js';
import type { Plan } from './plan-schema.js';
import { canonical } from '../spelling.js';
import { atMost, nearest, type Problem, shown } from './problem.js';

/** The plan with these targets only, without waves that become empty. If `regions` is undefined, the plan as it is. */
export function selectRegions(plan: Plan, regions?: readonly string[]): { plan: Plan } | { problems: Problem[] } {
  if (regions === undefined) return { plan };
  const targets = plan.targets.map(({ region }) => region);
  if (regions.length === 0) {
    return { problems: [{ path: [], message: `no region is selected: name at least one of ${targets.join(', ')}` }] };
  }

  const known = new Set(targets.map(canonical));
  const unknown = [...new Set(regions)].filter((region) => !known.has(canonical(region)));
  if (unknown.length > 0) {
    return { problems: atMost(unknown.map((region) => ({ path: [], message: unknownRegion(region, targets) }))) };
  }

  const isSelected = regionFilter(regions);
  return {
    plan: {
      ...plan,
      targets: plan.targets.filter(({ region }) => isSelected(region)),
      waves: plan.waves
        .map((wave) => ({ ...wave, regions: wave.regions.filter(isSelected) }))
        .filter((wave) => wave.regions.length > 0),
    },
  };
}

/** Whether a region is one of these, in any spelling. */
export function regionFilter(regions: readonly string[]): (region: string) => boolean {
  const selected = new Set(regions.map(canonical));
  return (region) => selected.has(canonical(region));
}

function unknownRegion(region: string, targets: readonly string[]): string {
  const near = nearest(region, targets);
  const hint = near === undefined ? `its targets are ${targets.join(', ')}` : `did you mean \`${near}\`?`;
  return `region ${shown(region)} is not a target of this plan; ${hint}`;
}

/**
 * The regions to prune: the plan's targets, or the named regions without duplicates. A named region does not have to be a
 * target of the plan, as a target may have been removed from it. It must not be the source region.
 */
export function pruneRegions(
  plan: Plan,
  named?: readonly string[],
): { regions: readonly string[] } | { problems: string[] } {
  if (named === undefined) return { regions: plan.targets.map(({ region }) => region) };
  // A region id has no capitals.
  const regions = [...new Set(named.map(canonical))];
  const problems = regions.flatMap((region) => {
    if (region === plan.source.region) {
      return [`region ${shown(region)} is the plan's source region, which has no copies`];
    }
    return regionId.safeParse(region).success
      ? []
      : [`region ${shown(region)} is not a valid region id, for example \`cn-hongkong\``];
  });
  if (regions.length === 0) problems.push('no region is named: omit `regions` to prune all targets');
  return problems.length > 0 ? { problems } : { regions };
}
