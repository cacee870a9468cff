import { formatPath } from '../plan/problem.js';

/** More selections than these are counted: the run's memo has them all. */
const MAX_TOLD = 10;

/** What a plan's selections matched, as text: `source.caches[2].select: 300`. */
export function selectedText(selected: readonly { readonly cache: number; readonly matched: number }[]): string {
  const told = selected
    .slice(0, MAX_TOLD)
    .map(({ cache, matched }) => `${formatPath(['source', 'caches', cache, 'select'])}: ${matched}`);
  const more = selected.length - MAX_TOLD;
  return [...told, ...(more > 0 ? [`and ${more} more selections`] : [])].join(', ');
}
