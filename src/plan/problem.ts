import { distance } from 'fastest-levenshtein';
import { printable } from '../safe-text.js';

/** A place in a plan, from its root: keys, and indexes from 0. */
export type PlanPath = readonly (string | number)[];

/** A place in a text. Both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One error in a plan, and how to fix it. The position is absent if it is not known. */
export interface Problem extends Partial<Position> {
  /** Empty: the plan as a whole. */
  readonly path: PlanPath;
  /** Can be understood without the path. */
  readonly message: string;
  /** The last key of the path is wrong rather than its value; the position, if known, is that of the key. */
  readonly at?: 'key';
}

/** The rest is only counted: problems travel in the details of a failure. */
export const MAX_PROBLEMS = 100;

/**
 * The first problems, and how many more there are.
 *
 * @param isAll - whether there are no others that nobody has looked for.
 */
export function atMost(problems: Problem[], { most = MAX_PROBLEMS, isAll = true } = {}): Problem[] {
  const more = problems.length - most;
  if (more <= 0) return isAll ? problems : [...problems, { path: [], message: 'and more: the rest was not checked' }];
  const count = `${isAll ? '' : 'at least '}${more.toLocaleString('en')} more ${more === 1 ? 'problem' : 'problems'}`;
  return [...problems.slice(0, most), { path: [], message: `and ${count}` }];
}

/** Stands for a problem beyond the first hundred of its kind, which is only counted: no message is built for it. */
const UNTOLD: Problem = { path: [], message: 'not told' };

/** Collects problems of one kind, so that a hundred thousand of them cost no more than a hundred. */
export class ProblemList {
  readonly problems: Problem[] = [];

  add(problems: () => Problem | readonly Problem[]): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(...[problems()].flat());
    else this.problems.push(UNTOLD);
  }
}

/** `file:line:column: message`, or `path.to[0].key: message` if the position is not known. One line, whatever the plan contains. */
export function formatProblem(file: string, problem: Problem): string {
  return printable(`${placeOf(file, problem)}: ${problem.message}`);
}

function placeOf(file: string, { line, column, path }: Problem): string {
  if (line !== undefined && column !== undefined) return `${file}:${line}:${column}`;
  return path.length === 0 ? file : formatPath(path);
}

/** `source.caches[0].id`. */
export function formatPath(path: PlanPath): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${unquoted(step)}`))
    .join('');
}

/** Long enough to find the value in the file, short enough for one line. */
const LONGEST_VALUE = 40;

/** A value of the plan as a message shows it: JSON, truncated, with escapes for what cannot be seen. */
export function shown(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  const start = typeof value === 'string' ? value.slice(0, LONGEST_VALUE) : value;
  const text = printable(JSON.stringify(start) ?? 'nothing');
  if (text.length > LONGEST_VALUE) return `${text.slice(0, LONGEST_VALUE)}…`;
  return start === value ? text : `${text.slice(0, -1)}…`;
}

/** As {@link shown}, between backticks: a name of the plan, such as a key or a region. */
export function code(name: string): string {
  return `\`${unquoted(name)}\``;
}

function unquoted(name: string): string {
  return shown(name).slice(1).replace(/"$/, '');
}

/** Longer words are not compared: the cost of a distance is the product of both lengths. */
const LONGEST_WORD = 80;

/** The candidate most similar to `word`; `undefined` if none is similar enough to be a misspelling of it. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const typed = word.toLowerCase();
  let best: { candidate: string; apart: number } | undefined;
  for (const candidate of candidates) {
    // Each letter more or less is one edit.
    if (Math.abs(candidate.length - word.length) > tolerated(typed)) continue;
    const apart = distance(typed, candidate.toLowerCase());
    if (best === undefined || apart < best.apart) best = { candidate, apart };
  }
  return best !== undefined && best.apart <= tolerated(typed) ? best.candidate : undefined;
}

/** Each suggestion compares a word with every candidate. A plan with more misspellings has another fault. */
const MAX_SUGGESTIONS = 10;

/** Returns `; did you mean \`x\`?`, or an empty string. */
export type DidYouMean = (word: string, candidates: readonly string[]) => string;

/** Suggestions for one list of problems: for its first few only. */
export function suggestions(): DidYouMean {
  let asked = 0;
  return (word, candidates) => {
    asked += 1;
    const found = asked > MAX_SUGGESTIONS ? undefined : nearest(word, candidates);
    return found === undefined ? '' : `; did you mean ${code(found)}?`;
  };
}

/** Two transposed letters count as two edits; in a word of three letters, two edits would match anything. */
function tolerated(typed: string): number {
  return typed.length < 4 ? 1 : Math.max(2, Math.floor(typed.length / 3));
}
