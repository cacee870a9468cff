import { defined } from '../defined.js';
import { isKnownRegion } from '../eci/regions.js';
import { crossChecks } from './cross-checks.js';
import { documentLimits, isJsonMap } from './json-document.js';
import { type Plan, planSchema } from './plan-schema.js';
import { atMost, type Problem } from './problem.js';
import { schemaProblems } from './schema-problems.js';
import { resolveVariables, substitute, type Variables } from './variables.js';

/**
 * Checks a plan given as JSON or read from YAML, and fills in its defaults.
 *
 * Never throws, whatever the document: it also runs in a workflow, where an error would make the task fail repeatedly. All
 * problems are reported together, at most 100 of them.
 *
 * @param given - values for the plan's `vars`, which take precedence over the plan's own.
 */
export function validatePlan(
  document: unknown,
  given: Readonly<Record<string, string>> = {},
): { plan: Plan } | { problems: Problem[] } {
  const tooLarge = documentLimits(document);
  if (tooLarge !== undefined) return { problems: [tooLarge] };
  if (!isJsonMap(document)) {
    return { problems: [{ path: [], message: 'a plan is a map that starts with `version: 1`' }] };
  }

  const { vars: declared, ...body } = document;
  const variables = resolveVariables(declared, given);
  const substituted = substitute(body, variables.vars);
  const grownTooLarge = documentLimits(substituted.value);
  if (grownTooLarge !== undefined) return { problems: [grownTooLarge] };
  const vars = defined({ vars: withValues(declared, variables.vars) });
  const whole: unknown = Object.assign({}, substituted.value, vars);

  const ofVariables = [...variables.problems, ...substituted.problems];
  const reported = new Set(
    [...ofVariables.map(({ path }) => path), ...substituted.unresolved].map((path) => JSON.stringify(path)),
  );
  const checked = schemaProblems(planSchema, whole);
  const ofSchema =
    'problems' in checked ? checked.problems.filter(({ path }) => !reported.has(JSON.stringify(path))) : [];
  const problems = [...ofVariables, ...ofSchema, ...crossChecks(whole)];

  if (problems.length === 0 && 'value' in checked) return { plan: checked.value };
  return { problems: atMost(problems) };
}

/** The declared variables, each with its value if it has one. */
function withValues(declared: unknown, vars: Variables): unknown {
  if (!isJsonMap(declared)) return declared;
  return Object.fromEntries(Object.entries(declared).map(([name, value]) => [name, vars.get(name) ?? value]));
}

/** What is probably a mistake in a valid plan. */
export function planWarnings(plan: Plan): Problem[] {
  const regions: { path: Problem['path']; region: string }[] = [
    { path: ['source', 'region'], region: plan.source.region },
    ...plan.targets.map(({ region }, i) => ({ path: ['targets', i, 'region'], region })),
  ];
  return regions
    .filter(({ region }) => !isKnownRegion(region))
    .map(({ path, region }) => ({
      path,
      message: `this version does not know the region \`${region}\`: check its spelling`,
    }));
}
