import { payloadBytes } from '../payload/payload-size.js';
import type { Problem } from './problem.js';

/** Whether a value is a JSON object, which YAML calls a map. */
export function isJsonMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A plan has about six levels. */
const MAX_DEPTH = 32;

/** The largest plan, 2,000 caches with a destination each, has about 10,000 values. */
const MAX_VALUES = 100_000;

/** KiB of JSON: a run receives the plan, with the values of its variables, in one payload. */
const MAX_KIB = 480;

const TOO_LARGE = `the plan is larger than ${MAX_KIB} KiB as JSON with its variables replaced: use \`select\` to find the caches, shorten the paths in \`as\`, or split the plan`;

/**
 * A problem if a document is deeper or larger than any plan can be, otherwise `undefined`.
 *
 * All other code walks the document without limits. YAML aliases can make a small text an endless document: the limits end
 * the walk in that case too.
 */
export function documentLimits(document: unknown): Problem | undefined {
  let values = 0;
  let bytes = 0;
  const exceeded = (value: unknown, depth: number): string | undefined => {
    values += 1;
    if (values > MAX_VALUES) return `the plan has more than ${MAX_VALUES} values`;
    const isScalar = typeof value !== 'object' || value === null;
    // Punctuation: a comma, and a colon or brackets.
    bytes += isScalar ? payloadBytes(value) + 1 : 2;
    if (bytes > MAX_KIB * 1024) return TOO_LARGE;
    if (isScalar) return undefined;
    if (depth > MAX_DEPTH) return `the plan is nested deeper than ${MAX_DEPTH} levels`;
    for (const [key, inner] of Object.entries(value)) {
      if (!Array.isArray(value)) bytes += payloadBytes(key) + 1;
      const message = exceeded(inner, depth + 1);
      if (message !== undefined) return message;
    }
    return undefined;
  };
  const message = exceeded(document, 1);
  return message === undefined ? undefined : { path: [], message };
}
