import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { documentLimits } from './json-document.js';
import type { Plan } from './plan-schema.js';
import type { PlanPath, Problem } from './problem.js';
import { validatePlan } from './validate-plan.js';
import { structureProblems, textLimits } from './yaml-limits.js';

/** One syntax error causes others: only the first few are worth fixing. */
const MAX_SYNTAX_PROBLEMS = 20;

/** From 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds the position of a path in the text: of its value, or of its last key. */
type Locate = (path: PlanPath, at?: 'key') => Position | undefined;

/**
 * Parses the YAML 1.2 text of a plan: at most 1 MiB, one document, no duplicate keys, few aliases. Never throws.
 *
 * @returns the document as JSON, not yet validated, and a function that finds the position of a path.
 */
export function readPlanDocument(text: string): { document: unknown; locate: Locate } | { problems: Problem[] } {
  const tooLarge = textLimits(text);
  if (tooLarge !== undefined) return { problems: [tooLarge] };

  const lines = new LineCounter();
  const parsed = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    resolveKnownTags: false,
    stringKeys: true,
    uniqueKeys: false,
    // `silent` would also suppress the error about a second document.
    logLevel: 'error',
  });
  const syntax = parsed.errors.map(({ code, message, pos }): Problem => {
    const { line, col } = lines.linePos(pos[0]);
    return { path: [], message: syntaxMessage(code, message), line, column: col };
  });
  const problems = (syntax.length > 0 ? syntax : structureProblems(parsed, lines)).slice(0, MAX_SYNTAX_PROBLEMS);
  if (problems.length > 0) return { problems };
  if (parsed.contents === null) {
    return {
      problems: [{ path: [], message: 'the plan is empty: start with `version: 1`, `name`, `source` and `targets`' }],
    };
  }

  let document: unknown;
  try {
    document = parsed.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // yaml has no other way to report that aliases expand too far, or refer to nothing.
    if (!(error instanceof ReferenceError)) throw error;
    return { problems: [{ path: [], message: `YAML aliases: ${error.message}` }] };
  }
  const grownTooLarge = documentLimits(document);
  return grownTooLarge === undefined ? { document, locate: locator(parsed, lines) } : { problems: [grownTooLarge] };
}

/**
 * Parses and validates the text of a plan. Never throws.
 *
 * @param given - values for the plan's `vars`.
 * @returns the plan and the document as it was written, or all problems in the order of the text.
 */
export function readPlan(
  text: string,
  given?: Readonly<Record<string, string>>,
): { plan: Plan; document: unknown; locate: Locate } | { problems: Problem[] } {
  const read = readPlanDocument(text);
  if ('problems' in read) return read;
  const { document, locate } = read;
  const checked = validatePlan(document, given);
  if ('plan' in checked) return { plan: checked.plan, document, locate };
  return {
    problems: checked.problems.map((problem) => ({ ...problem, ...positionOf(problem, locate) })).toSorted(byPosition),
  };
}

/** A problem with the plan as a whole has no position, and is sorted last. */
function positionOf({ path, at }: Problem, locate: Locate): Position | undefined {
  return path.length === 0 ? undefined : locate(path, at);
}

function byPosition(a: Problem, b: Problem): number {
  const last = Number.MAX_SAFE_INTEGER;
  return (a.line ?? last) - (b.line ?? last) || (a.column ?? last) - (b.column ?? last);
}

function syntaxMessage(code: string, message: string): string {
  return code === 'MULTIPLE_DOCS' ? 'a file has one plan: remove this second document' : `YAML: ${message}`;
}

/** If the path is not in the document, the position of the innermost map that would contain it. */
function locator(document: Document, lines: LineCounter): Locate {
  return (path, at) => {
    let offset = startOf(document.contents);
    let node: unknown = document.contents;
    for (const [i, step] of path.entries()) {
      if (isAlias(node)) node = node.resolve(document);
      const found = child(node, step);
      if (found === undefined) break;
      node = found.value;
      // An empty value has no position of its own.
      offset = (at === 'key' && i === path.length - 1 ? found.key : startOf(found.value)) ?? found.key ?? offset;
    }
    if (offset === undefined) return undefined;
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
}

function child(node: unknown, step: string | number): { value: unknown; key: number | undefined } | undefined {
  if (isSeq(node) && typeof step === 'number') {
    const value = node.items[step];
    return value === undefined ? undefined : { value, key: startOf(value) };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
  return pair === undefined ? undefined : { value: pair.value, key: startOf(pair.key) };
}

function startOf(node: unknown): number | undefined {
  const range = isNode(node) ? node.range : undefined;
  // A scalar without text has an empty range somewhere after its key.
  return range === undefined || range === null || range[0] === range[1] ? undefined : range[0];
}
