/** One thing wrong with a plan, and what to do about it. */
export interface Problem {
  /** From the plan's root: keys and indexes (from 0). Empty: the plan as a whole. */
  readonly path: readonly (string | number)[];
  /** A sentence that stands by itself. */
  readonly message: string;
  /** The path's last key is what is wrong, and not its value: where a position is known, it is the key's. */
  readonly at?: 'key';
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
}

/** More are counted, not listed: they travel in a failure's details. */
const MAX_PROBLEMS = 100;

/** The first hundred problems, and how many more there are. */
export function atMost(problems: Problem[]): Problem[] {
  if (problems.length <= MAX_PROBLEMS) return problems;
  const more = problems.length - MAX_PROBLEMS;
  return [...problems.slice(0, MAX_PROBLEMS), { path: [], message: `and ${more} more problems` }];
}

/** `file:line:column: message`, or, where no position is known, `path.to[0].key: message`. */
export function formatProblem(file: string, problem: Problem): string {
  const { line, column, path, message } = problem;
  if (line !== undefined && column !== undefined) return `${file}:${line}:${column}: ${message}`;
  return path.length === 0 ? `${file}: ${message}` : `${formatPath(path)}: ${message}`;
}

/** `source.caches[0].id`. */
export function formatPath(path: readonly (string | number)[]): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');
}
