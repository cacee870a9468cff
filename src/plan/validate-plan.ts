import { crossChecks } from './cross-checks.js';
import { documentBounds } from './document-bounds.js';
import { isJsonMap } from './json-map.js';
import { planSketch } from './plan-sketch.js';
import { atMost, type Problem } from './problem.js';
import { type Plan, planSchema } from './schema.js';
import { schemaProblems } from './schema-problems.js';
import { resolveVariables, substitute, type Variables } from './variables.js';

/**
 * Checks a plan that came as JSON or from a YAML document, and fills in its defaults.
 *
 * Never throws, whatever the document: it also runs in a workflow, where an error would fail the task for ever. All
 * problems are reported at once, at most 100 of them.
 *
 * @param given values for the plan's `vars`, which come before the plan's own.
 */
export function validatePlan(
  document: unknown,
  given: Readonly<Record<string, string>> = {},
): { plan: Plan } | { problems: Problem[] } {
  const outOfBounds = documentBounds(document);
  if (outOfBounds !== undefined) return { problems: [outOfBounds] };
  if (!isJsonMap(document)) {
    return { problems: [{ path: [], message: 'a plan is a map of keys, the first of them `version: 1`' }] };
  }

  const { vars: declared, ...body } = document;
  const variables = resolveVariables(declared, given);
  const substituted = substitute(body, variables.vars);
  const grown = documentBounds(substituted.value);
  if (grown !== undefined) return { problems: [grown] };
  const vars = declared === undefined ? {} : { vars: withValues(declared, variables.vars) };
  const whole: unknown = Object.assign({}, substituted.value, vars);

  const told = [...variables.problems, ...substituted.problems];
  const known = new Set(
    [...told.map(({ path }) => path), ...substituted.unresolved].map((path) => JSON.stringify(path)),
  );
  const checked = schemaProblems(planSchema, whole);
  const fresh = 'problems' in checked ? checked.problems.filter(({ path }) => !known.has(JSON.stringify(path))) : [];
  const problems = [...told, ...fresh, ...crossChecks(planSketch.parse(whole))];

  if (problems.length === 0 && 'value' in checked) return { plan: checked.value };
  return { problems: atMost(problems) };
}

/** The variables as they are to be checked: one that has a value with it, another as it was declared. */
function withValues(declared: unknown, vars: Variables): unknown {
  if (!isJsonMap(declared)) return declared;
  return Object.fromEntries(Object.entries(declared).map(([name, value]) => [name, vars.get(name) ?? value]));
}
