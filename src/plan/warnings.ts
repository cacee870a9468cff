import { isKnownRegion } from '../eci/regions.js';
import type { Problem } from './problem.js';
import type { Plan } from './schema.js';

/** What is odd about a plan but no reason to refuse it. */
export function planWarnings(plan: Plan): Problem[] {
  const regions: { path: Problem['path']; region: string }[] = [
    { path: ['source', 'region'], region: plan.source.region },
    ...plan.targets.map(({ region }, i) => ({ path: ['targets', i, 'region'], region })),
  ];
  return regions
    .filter(({ region }) => !isKnownRegion(region))
    .map(({ path, region }) => ({
      path,
      message: `\`${region}\` is no region known to this version; check its spelling`,
    }));
}
