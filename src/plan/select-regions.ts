import { nearest } from './did-you-mean.js';
import type { Problem } from './problem.js';
import type { Plan } from './schema.js';
import { shown } from './shown.js';

/** The plan with these targets only; waves that are left empty go. Without `regions`, the plan as it is. */
export function selectRegions(plan: Plan, regions?: readonly string[]): { plan: Plan } | { problems: Problem[] } {
  if (regions === undefined) return { plan };
  const targets = plan.targets.map(({ region }) => region);
  if (regions.length === 0) {
    return { problems: [{ path: [], message: `no region is selected: name at least one of ${targets.join(', ')}` }] };
  }

  const unknown = [...new Set(regions)].filter((region) => !targets.includes(region));
  if (unknown.length > 0) {
    return { problems: unknown.map((region) => ({ path: [], message: unknownRegion(region, targets) })) };
  }

  const selected = new Set(regions);
  return {
    plan: {
      ...plan,
      targets: plan.targets.filter(({ region }) => selected.has(region)),
      waves: plan.waves
        .map((wave) => ({ ...wave, regions: wave.regions.filter((region) => selected.has(region)) }))
        .filter((wave) => wave.regions.length > 0),
    },
  };
}

function unknownRegion(region: string, targets: readonly string[]): string {
  const near = nearest(region, targets);
  const hint = near === undefined ? `its targets are ${targets.join(', ')}` : `did you mean \`${near}\`?`;
  return `region ${shown(region)} is no target of this plan; ${hint}`;
}
