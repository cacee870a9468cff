import { type Document, parseDocument } from 'yaml';
import { documentLimits, PLAN } from './json-document.js';
import { type Locate, planLocator } from './text/plan-locator.js';
import type { Plan } from './plan-schema.js';
import { Positions } from './text/positions.js';
import { atMost, type Position, type Problem } from './problem.js';
import { validatePlan } from './validate-plan.js';
import type { Written } from './variables.js';
import { isTooLong, lineHint, structureProblems, textLimits } from './text/yaml-limits.js';

/** One syntax error causes others: only the first few are worth fixing. */
const MAX_SYNTAX_PROBLEMS = 20;

/** A plan as it is written. */
interface PlanDocument {
  /** JSON, not yet validated. */
  readonly document: unknown;
  readonly locate: Locate;
  readonly written: Written;
}

/**
 * Parses the YAML 1.2 text of a plan: at most 1 MiB, one document, no duplicate keys, few aliases. Never throws.
 *
 * @returns the document, and functions that find the position and the text of a path.
 */
export function readPlanDocument(text: string): PlanDocument | { problems: Problem[] } {
  if (isTooLong(text)) return { problems: [{ path: [], message: 'the plan is larger than 1 MiB' }] };
  const positions = new Positions(text);
  const tooLarge = textLimits(text, positions);
  if (tooLarge !== undefined) return { problems: [tooLarge] };

  const parsed = withoutStacks(() => parse(text));
  const syntax = parsed.errors.map(({ code, message, pos }, i): Problem => {
    const at = positions.at(pos[0]);
    const hint = i < MAX_SYNTAX_PROBLEMS ? lineHint(positions, at.line) : '';
    return { path: [], message: `${syntaxMessage(code, message)}${hint}`, ...at };
  });
  const problems = syntax.length > 0 ? syntax : structureProblems(parsed, positions);
  if (problems.length > 0) return { problems: atMost(problems, { most: MAX_SYNTAX_PROBLEMS }) };
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
  const locator = planLocator(parsed, positions);
  const grownTooLarge = documentLimits(document, PLAN);
  if (grownTooLarge !== undefined) return { problems: [positioned(grownTooLarge, locator.locate)] };
  return { document, ...locator };
}

function parse(text: string): Document.Parsed {
  return parseDocument(text, {
    prettyErrors: false,
    schema: 'core',
    resolveKnownTags: false,
    stringKeys: true,
    uniqueKeys: false,
    // `silent` would also suppress the error about a second document.
    logLevel: 'error',
  });
}

/** Of a hundred thousand syntax errors, nearly all of the time would go into their stack traces, which nobody reads. */
function withoutStacks<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
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
  const { document, locate, written } = read;
  const checked = validatePlan(document, given, written);
  if ('plan' in checked) return { plan: checked.plan, document, locate };
  return { problems: checked.problems.map((problem) => positioned(problem, locate)).toSorted(byPosition) };
}

/** A problem with the plan as a whole has no position, and is sorted last. */
function positioned(problem: Problem, locate: Locate): Problem {
  const position: Position | undefined = problem.path.length === 0 ? undefined : locate(problem.path, problem.at);
  return { ...problem, ...position };
}

function byPosition(a: Problem, b: Problem): number {
  const last = Number.MAX_SAFE_INTEGER;
  return (a.line ?? last) - (b.line ?? last) || (a.column ?? last) - (b.column ?? last);
}

function syntaxMessage(code: string, message: string): string {
  return code === 'MULTIPLE_DOCS' ? 'a file has one plan: remove this second document' : `YAML: ${message}`;
}
