import { readFileSync } from 'node:fs';

/** The names of the outputs that docs/pipelines.md lists for `commands`, sorted. */
export function documentedOutputs(commands: string): string[] {
  const page = readFileSync(new URL('../../docs/pipelines.md', import.meta.url), 'utf8');
  const row = page.split('\n').find((line) => line.startsWith(`| ${commands} `));
  const names = row?.split('|')[2]?.matchAll(/`([a-z-]+)`/g) ?? [];
  return Array.from(names, ([, name = '']) => name).toSorted();
}
