import { payloadBytes } from '../payload/payload-size.js';
import { code, type PlanPath, type Problem } from './problem.js';

/** Whether a value is a JSON object, which YAML calls a map. */
export function isJsonMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A plan has about six levels. */
const MAX_DEPTH = 32;

/** The largest plan, 2,000 caches with a destination each, has about 12,000 values. */
const MAX_VALUES = 20_000;

/** Entries of one list, or keys of one map: as many as a plan may have caches. */
const MAX_ENTRIES = 2_000;

/** Characters of one string or key. The longest that a plan may have is a variable's value, 1,024. */
export const MAX_TEXT = 4_096;

/** What a document is, for its limits. */
interface DocumentKind {
  readonly subject: string;
  /** What its size is that of. */
  readonly form: string;
  /** KiB of JSON. */
  readonly most: number;
  /** What to do about a larger one. */
  readonly fix: string;
}

/** A run receives the plan, with the values of its variables, in one payload. */
export const PLAN: DocumentKind = {
  subject: 'the plan',
  form: 'JSON with its variables replaced',
  most: 480,
  fix: 'use `select` to find the caches, shorten the paths in `as`, or split the plan',
};

/**
 * A problem if a document is deeper or larger than any plan can be, otherwise `undefined`. No list, map or text in it is
 * then long either.
 *
 * All other code walks the document without limits, so this comes first: before variables are replaced, and before the
 * schema, which checks the length of a list only after its entries. YAML aliases can make a small text an endless document:
 * the limits end the walk in that case too.
 */
export function documentLimits(document: unknown, { subject, form, most, fix }: DocumentKind): Problem | undefined {
  const tooLarge = `${subject} is larger than ${most} KiB as ${form}: ${fix}`;
  let values = 0;
  let characters = 0;

  const walk = (value: unknown, path: PlanPath): Problem | undefined => {
    values += 1;
    if (values > MAX_VALUES) return { path: [], message: `${subject} has more than ${amount(MAX_VALUES)} values` };
    if (typeof value === 'string') return text(value, path);
    if (typeof value !== 'object' || value === null) return undefined;
    if (path.length >= MAX_DEPTH) return { path: [], message: `${subject} is nested deeper than ${MAX_DEPTH} levels` };
    if (Array.isArray(value)) return list(value, path);
    return map(value, path);
  };

  const text = (value: string, path: PlanPath): Problem | undefined => {
    characters += value.length;
    if (value.length > MAX_TEXT) {
      return { path, message: `${place(path)} has ${amount(value.length)} characters; ${mostText()}` };
    }
    return characters > most * 1024 ? { path: [], message: tooLarge } : undefined;
  };

  const list = (entries: readonly unknown[], path: PlanPath): Problem | undefined => {
    if (entries.length > MAX_ENTRIES) {
      return { path, message: `${place(path)} has ${amount(entries.length)} entries; ${mostEntries()}` };
    }
    for (const [i, entry] of entries.entries()) {
      const problem = walk(entry, [...path, i]);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };

  const map = (entries: object, path: PlanPath): Problem | undefined => {
    const keys = Object.keys(entries);
    if (keys.length > MAX_ENTRIES) {
      return { path, message: `${place(path)} has ${amount(keys.length)} keys; ${mostKeys()}` };
    }
    for (const [key, inner] of Object.entries(entries)) {
      const problem = text(key, path) ?? walk(inner, [...path, key]);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };

  const place = (path: PlanPath): string => {
    const key = path.findLast((step) => typeof step === 'string');
    return key === undefined ? subject : code(key);
  };

  const problem = walk(document, []);
  if (problem !== undefined) return problem;
  return payloadBytes(document) > most * 1024 ? { path: [], message: tooLarge } : undefined;
}

const amount = (count: number): string => count.toLocaleString('en');
// Functions, because the first formatted number loads the locale's data, for a tenth of the start of the command line.
const mostText = () => `a text of a plan has at most ${amount(MAX_TEXT)}`;
const mostEntries = () => `a list of a plan has at most ${amount(MAX_ENTRIES)}`;
const mostKeys = () => `a map of a plan has at most ${amount(MAX_ENTRIES)}`;
