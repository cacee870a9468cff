import type { z } from 'zod';
import { didYouMean } from './did-you-mean.js';
import { knownKeys } from './known-keys.js';
import { plainMessage } from './plain-message.js';
import type { Problem } from './problem.js';
import { shown } from './shown.js';

type Path = (string | number)[];
type Issue = z.core.$ZodIssue;

/** What the schema has against a value, as problems in this project's words. */
export function schemaProblems<S extends z.ZodType>(
  schema: S,
  value: unknown,
): { value: z.output<S> } | { problems: Problem[] } {
  const result = schema.safeParse(value, { reportInput: true, error: plainMessage });
  if (result.success) return { value: result.data };
  return { problems: result.error.issues.flatMap((issue) => problemsOf(schema, issue, [])) };
}

function problemsOf(schema: z.ZodType, issue: Issue, prefix: Path): Problem[] {
  const path = [...prefix, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, path);
    return issue.keys.map((key) => unknownKey(path, key, known));
  }
  if (issue.code === 'invalid_union') {
    return likeliestBranch(issue.errors).flatMap((inner) => problemsOf(schema, inner, path));
  }
  if (issue.code === 'invalid_key') {
    return [{ path, at: 'key', message: `${subject(path)} ${issue.issues[0]?.message ?? issue.message}` }];
  }
  if (issue.code === 'invalid_type' && issue.expected === 'never') {
    return [{ path, at: 'key', message: `${subject(path)} ${issue.message}` }];
  }
  if (isMissing(issue)) return [{ path, message: `${subject(path)} is missing` }];
  return [{ path, message: `${subject(path)} ${issue.message}${found(path, issue.input)}` }];
}

function unknownKey(path: Path, key: string, known: readonly string[]): Problem {
  const hint = didYouMean(key, known) || (known.length === 0 ? '' : `; known here: ${known.join(', ')}`);
  return { path: [...path, key], at: 'key', message: `unknown key ${name(key)}${hint}` };
}

/** The branch that was meant is the one that misses no key of its own and has none that only the other allows. */
function likeliestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  let best: { branch: readonly Issue[]; strangeness: number } | undefined;
  for (const branch of branches) {
    const strangeness = branch.filter((issue) => issue.path.length === 1 && isStrange(issue)).length;
    if (best === undefined || strangeness < best.strangeness) best = { branch, strangeness };
  }
  return best?.branch ?? [];
}

function isStrange(issue: Issue): boolean {
  return (issue.code === 'invalid_type' && issue.expected === 'never') || isMissing(issue);
}

function isMissing(issue: Issue): boolean {
  return (issue.code === 'invalid_type' || issue.code === 'invalid_value') && issue.input === undefined;
}

/** What the value is, unless the message says so, or it may be a secret. */
function found(path: Path, input: unknown): string {
  if (path[0] === 'notify' || typeof input === 'object' || input === undefined) return '';
  return `, not ${shown(input)}`;
}

function subject(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'this';
  const key = path.findLast((step) => typeof step === 'string');
  return typeof last === 'number' ? `an entry of ${name(key ?? 'the list')}` : name(last);
}

function name(key: string): string {
  if (key === '') return 'an empty key';
  return `\`${shown(key).slice(1).replace(/"$/, '')}\``;
}
