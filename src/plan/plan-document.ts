import { LineCounter, parseDocument } from 'yaml';
import { documentBounds } from './document-bounds.js';
import { type Locate, locator, type Position } from './locate.js';
import type { Problem } from './problem.js';
import type { Plan } from './schema.js';
import { textBounds } from './text-bounds.js';
import { validatePlan } from './validate-plan.js';
import { structureProblems } from './yaml-structure.js';

/** Syntax errors follow from one another: the first few are the ones to mend. */
const MAX_SYNTAX_PROBLEMS = 20;

/**
 * Reads a plan's YAML 1.2 text: at most 1 MiB, one document, no duplicate keys, few aliases. Never throws.
 *
 * @returns the document as JSON, unchecked, and the way from its paths back to lines and columns.
 */
export function readPlanDocument(text: string): { document: unknown; locate: Locate } | { problems: Problem[] } {
  const beyond = textBounds(text);
  if (beyond !== undefined) return { problems: [beyond] };

  const lines = new LineCounter();
  const parsed = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    resolveKnownTags: false,
    stringKeys: true,
    uniqueKeys: false,
    // Not silent: that would also silence the error about a second document.
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
      problems: [{ path: [], message: 'the plan is empty: begin with `version: 1`, `name`, `source` and `targets`' }],
    };
  }

  let document: unknown;
  try {
    document = parsed.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // yaml has no other way to say that aliases multiply, or stand for nothing.
    if (!(error instanceof ReferenceError)) throw error;
    return { problems: [{ path: [], message: `YAML aliases: ${error.message}` }] };
  }
  const outOfBounds = documentBounds(document);
  return outOfBounds === undefined ? { document, locate: locator(parsed, lines) } : { problems: [outOfBounds] };
}

/**
 * Reads and checks a plan's text. Never throws.
 *
 * @param given values for the plan's `vars`.
 * @returns the plan and the document as it was written, or every problem, in the order of the text.
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
  return { problems: checked.problems.map((problem) => ({ ...problem, ...place(problem, locate) })).toSorted(byPlace) };
}

/** What is wrong with the plan as a whole has no place, and stands last. */
function place({ path, at }: Problem, locate: Locate): Position | undefined {
  return path.length === 0 ? undefined : locate(path, at);
}

function byPlace(a: Problem, b: Problem): number {
  const last = Number.MAX_SAFE_INTEGER;
  return (a.line ?? last) - (b.line ?? last) || (a.column ?? last) - (b.column ?? last);
}

function syntaxMessage(code: string, message: string): string {
  return code === 'MULTIPLE_DOCS' ? 'a file holds one plan: remove this second document' : `YAML: ${message}`;
}
