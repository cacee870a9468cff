import type { PlanFlags } from './flags.js';

/** A command line for the user to copy: another command with the same plan, variables and regions, then `flags`. */
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

/** Arguments quoted for a POSIX shell. */
export function shellWords(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}
