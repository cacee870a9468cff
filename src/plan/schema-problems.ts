import { z } from 'zod';
import { unwrapped } from './checked-part.js';
import { oddCharacterHint } from '../odd-characters.js';
import { code, type DidYouMean, type PlanPath, type Problem, ProblemList, shown, suggestions } from './problem.js';
import type { Written } from './variables.js';

type Issue = z.core.$ZodIssue;

interface Context {
  readonly schema: z.ZodType;
  readonly didYouMean: DidYouMean;
  readonly written: Written;
}

/**
 * Checks a value against a schema; errors are problems, in this project's words instead of zod's.
 *
 * @param written - the text of a value, if it is known.
 */
export function schemaProblems<S extends z.ZodType>(
  schema: S,
  value: unknown,
  written: Written = () => undefined,
): { value: z.output<S> } | { problems: Problem[] } {
  const result = schema.safeParse(value, { reportInput: true, error: requirement });
  if (result.success) return { value: result.data };
  const context = { schema, didYouMean: suggestions(), written };
  const list = new ProblemList();
  for (const issue of result.error.issues) list.add(() => problemsOf(context, issue, []));
  return { problems: list.problems };
}

function problemsOf(context: Context, issue: Issue, prefix: PlanPath): Problem[] {
  const path = [...prefix, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(context.schema, path);
    return issue.keys.map((key) => unknownKey(context, path, key, known));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return likeliestBranch(issue.errors).flatMap((inner) => problemsOf(context, inner, path));
  }
  if (issue.code === 'invalid_key') {
    const why = `${issue.issues[0]?.message ?? issue.message}${oddCharacterHint(String(path.at(-1)))}`;
    return [{ path, at: 'key', message: `${subject(path)} ${why}` }];
  }
  if (issue.code === 'invalid_type' && issue.expected === 'never') {
    return [{ path, at: 'key', message: `${subject(path)} ${issue.message}` }];
  }
  if (isMissing(issue)) return [{ path, message: `${subject(path)} is missing` }];
  return [{ path, message: `${subject(path)} ${issue.message}${found(context, path, issue)}` }];
}

function unknownKey({ didYouMean }: Context, path: PlanPath, key: string, known: readonly string[]): Problem {
  const suggestion = didYouMean(key, known) || (known.length === 0 ? '' : `; valid keys: ${known.join(', ')}`);
  const message = `unknown key ${name(key)}${oddCharacterHint(key) || suggestion}`;
  return { path: [...path, key], at: 'key', message };
}

/** The branch with the fewest missing keys and the fewest keys that only another branch allows. */
function likeliestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  let best: { branch: readonly Issue[]; mismatches: number } | undefined;
  for (const branch of branches) {
    const mismatches = branch.filter((issue) => issue.path.length === 1 && isMismatch(issue)).length;
    if (best === undefined || mismatches < best.mismatches) best = { branch, mismatches };
  }
  return best?.branch ?? [];
}

function isMismatch(issue: Issue): boolean {
  return (issue.code === 'invalid_type' && issue.expected === 'never') || isMissing(issue);
}

function isMissing(issue: Issue): boolean {
  return (issue.code === 'invalid_type' || issue.code === 'invalid_value') && issue.input === undefined;
}

/** The value, unless the message already says what it is, or it may be a secret. */
function found({ written }: Context, path: PlanPath, { code: kind, input }: Issue): string {
  if (path[0] === 'notify' || typeof input === 'object' || input === undefined) return '';
  const text = typeof input === 'number' && kind === 'invalid_type' ? written(path) : undefined;
  // YAML has read a number, perhaps without the digits that matter: `2026.10`.
  if (text !== undefined) return `: ${shown(text)}`;
  return `, not ${shown(input)}${typeof input === 'string' ? oddCharacterHint(input) : ''}`;
}

function subject(path: PlanPath): string {
  const last = path.at(-1);
  if (last === undefined) return 'the value';
  const key = path.findLast((step) => typeof step === 'string');
  return typeof last === 'number' ? `an entry of ${name(key ?? 'the list')}` : name(last);
}

function name(key: string): string {
  return key === '' ? 'an empty key' : code(key);
}

/** What the schema requires of the value: `must be …`. `undefined`: the schema's own message says it. */
function requirement(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') return requiredType(String(issue.expected), issue.input);
  if (issue.code === 'invalid_value') {
    return `must be ${alternatives(issue.values.map((value) => `\`${String(value)}\``))}`;
  }
  if (issue.code === 'too_small') return bound('at least', issue.minimum, issue.origin);
  if (issue.code === 'too_big') return bound('at most', issue.maximum, issue.origin);
  return undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'an integer',
  boolean: '`true` or `false`',
  object: 'a map',
  record: 'a map',
  array: 'a list',
};

function requiredType(expected: string, input: unknown): string {
  const type = TYPES[expected] ?? expected;
  if (expected === 'string' && (typeof input === 'number' || typeof input === 'boolean')) {
    return 'must be a string in quotes';
  }
  if ((expected === 'number' || expected === 'int') && typeof input === 'string') {
    return `must be ${type} without quotes`;
  }
  if (input === null) return `must be ${type}, but is empty`;
  return typeof input === 'object' ? `must be ${type}, not ${shown(input)}` : `must be ${type}`;
}

function bound(side: string, limit: number | bigint, origin: string): string {
  const isOne = Number(limit) === 1;
  if (origin === 'string') return `must have ${side} ${limit} ${isOne ? 'character' : 'characters'}`;
  if (origin === 'array') return `must have ${side} ${limit} ${isOne ? 'entry' : 'entries'}`;
  return `must be ${side} ${limit}`;
}

/** The keys that a schema allows at a path; empty if it allows none, or any. */
function knownKeys(wrapped: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const schema = unwrapped(wrapped);
  if (schema instanceof z.ZodUnion) {
    return [...new Set(schema.def.options.flatMap((option) => knownKeys(option, path)))];
  }

  const [step, ...rest] = path;
  if (schema instanceof z.ZodArray) return step === undefined ? [] : knownKeys(schema.def.element, rest);
  if (schema instanceof z.ZodObject) {
    if (step === undefined) return Object.keys(schema.def.shape);
    const inner = schema.def.shape[String(step)];
    return inner === undefined ? [] : knownKeys(inner, rest);
  }
  return [];
}

/** `a`, `a or b`, `a, b or c`. */
function alternatives(values: readonly string[]): string {
  const last = values.at(-1) ?? '';
  return values.length < 2 ? last : `${values.slice(0, -1).join(', ')} or ${last}`;
}
