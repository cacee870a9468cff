import { payloadBytes } from '../payload/payload-size.js';
import type { Problem } from './problem.js';

/** A plan is some six levels deep. */
const MAX_DEPTH = 32;

/** The largest plan, 2,000 caches with a destination each, has some 10,000 values. */
const MAX_VALUES = 100_000;

/** KiB of JSON: a run is given the plan in one payload, with the values of its variables. */
const MAX_KIB = 480;

/**
 * A problem when a document is deeper or larger than any plan can be, else `undefined`.
 *
 * Everything after this walks the document freely. A YAML alias may make a document that is small as text and endless
 * as values: the bounds end the walk there too.
 */
export function documentBounds(document: unknown): Problem | undefined {
  let values = 0;
  let bytes = 0;
  const beyond = (value: unknown, depth: number): string | undefined => {
    values += 1;
    if (values > MAX_VALUES) return `the plan has more than ${MAX_VALUES} values`;
    const isPlain = typeof value !== 'object' || value === null;
    // What else JSON has is marks: the comma, and the colon or the brackets.
    bytes += isPlain ? payloadBytes(value) + 1 : 2;
    if (bytes > MAX_KIB * 1024) return TOO_LARGE;
    if (isPlain) return undefined;
    if (depth > MAX_DEPTH) return `the plan is nested deeper than ${MAX_DEPTH} levels`;
    for (const [key, inner] of Object.entries(value)) {
      if (!Array.isArray(value)) bytes += payloadBytes(key) + 1;
      const message = beyond(inner, depth + 1);
      if (message !== undefined) return message;
    }
    return undefined;
  };
  const message = beyond(document, 1);
  return message === undefined ? undefined : { path: [], message };
}

const TOO_LARGE = `the plan takes more than ${MAX_KIB} KiB as JSON, with its variables put in: let \`select\` find the caches, shorten the paths in \`as\`, or split the plan`;
