import { distance } from 'fastest-levenshtein';
import { printable } from '../safe-text.js';

/** A place in a plan, from its root: keys, and indexes from 0. */
export type PlanPath = readonly (string | number)[];

/** One error in a plan, and how to fix it. */
export interface Problem {
  /** Empty: the plan as a whole. */
  readonly path: PlanPath;
  /** Can be understood without the path. */
  readonly message: string;
  /** The last key of the path is wrong rather than its value; the position, if known, is that of the key. */
  readonly at?: 'key';
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
}

/** The rest is only counted: problems travel in the details of a failure. */
const MAX_PROBLEMS = 100;

/** The first hundred problems, and how many more there are. */
export function atMost(problems: Problem[]): Problem[] {
  if (problems.length <= MAX_PROBLEMS) return problems;
  const more = problems.length - MAX_PROBLEMS;
  return [...problems.slice(0, MAX_PROBLEMS), { path: [], message: `and ${more} more problems` }];
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
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');
}

/** Long enough to find the value in the file, short enough for one line. */
const LONGEST_VALUE = 40;

/** A value of the plan as a message shows it: JSON, truncated. */
export function shown(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

/** Longer words are not compared: the cost of a distance is the product of both lengths. */
const LONGEST_WORD = 80;

/** The candidate most similar to `word`; `undefined` if none is similar enough to be a misspelling of it. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const typed = word.toLowerCase();
  let best: { candidate: string; apart: number } | undefined;
  for (const candidate of candidates) {
    const apart = distance(typed, candidate.toLowerCase());
    if (best === undefined || apart < best.apart) best = { candidate, apart };
  }
  return best !== undefined && best.apart <= tolerated(typed) ? best.candidate : undefined;
}

/** `; did you mean \`x\`?`, or an empty string. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const found = nearest(word, candidates);
  return found === undefined ? '' : `; did you mean \`${found}\`?`;
}

/** Two transposed letters count as two edits; in a word of three letters, two edits would match anything. */
function tolerated(typed: string): number {
  return typed.length < 4 ? 1 : Math.max(2, Math.floor(typed.length / 3));
}
