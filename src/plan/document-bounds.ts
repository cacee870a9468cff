import type { Problem } from './problem.js';

/** A plan is some six levels deep. */
const MAX_DEPTH = 32;

/** The largest plan, 2,000 caches with a destination each, has some 10,000 values. */
const MAX_VALUES = 100_000;

/**
 * A problem when a document is deeper or larger than any plan can be, else `undefined`.
 *
 * Everything after this walks the document freely. A YAML alias may make a document that is small as text and endless
 * as values: the two bounds end the walk there too.
 */
export function documentBounds(document: unknown): Problem | undefined {
  let values = 0;
  const beyond = (value: unknown, depth: number): string | undefined => {
    values += 1;
    if (values > MAX_VALUES) return `the plan has more than ${MAX_VALUES} values`;
    if (typeof value !== 'object' || value === null) return undefined;
    if (depth > MAX_DEPTH) return `the plan is nested deeper than ${MAX_DEPTH} levels`;
    for (const inner of Object.values(value)) {
      const message = beyond(inner, depth + 1);
      if (message !== undefined) return message;
    }
    return undefined;
  };
  const message = beyond(document, 1);
  return message === undefined ? undefined : { path: [], message };
}
