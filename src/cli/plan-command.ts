import type { PlanFlags } from './plan-flags.js';
import { shellWords } from './shell-words.js';

/** What a user types to have the same plan, variables and regions in another command; `flags` come after them. */
export function planCommand(
  command: readonly string[],
  file: string,
  { var: pairs = [], region: regions = [] }: PlanFlags,
  flags: readonly string[] = [],
): string {
  return shellWords([
    'eci-replicator',
    ...command,
    file,
    ...pairs.flatMap(([name, value]) => ['--var', `${name}=${value}`]),
    ...regions.flatMap((region) => ['--region', region]),
    ...flags,
  ]);
}
