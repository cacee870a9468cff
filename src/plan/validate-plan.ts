import { defined } from '../defined.js';
import { isKnownRegion, KNOWN_REGIONS } from '../eci/regions.js';
import { checkedPart } from './checked-part.js';
import { crossChecks } from './cross-checks.js';
import { documentLimits, isJsonMap, PLAN } from './json-document.js';
import { type Plan, planSchema } from './plan-schema.js';
import { atMost, type Problem, suggestions } from './problem.js';
import { schemaProblems } from './schema-problems.js';
import { resolveVariables, substitute, type Variables, type Written } from './variables.js';

/**
 * Checks a plan given as JSON or read from YAML, and fills in its defaults.
 *
 * Never throws, whatever the document: it also runs in a workflow, where an error would make the task fail repeatedly. All
 * problems are reported together, at most 100 of them.
 *
 * @param given - values for the plan's `vars`, which take precedence over the plan's own.
 * @param written - the text of a value, for a document that was read from a file.
 */
export function validatePlan(
  document: unknown,
  given: Readonly<Record<string, string>> = {},
  written?: Written,
): { plan: Plan } | { problems: Problem[] } {
  const tooLarge = documentLimits(document, PLAN);
  if (tooLarge !== undefined) return { problems: [tooLarge] };
  if (!isJsonMap(document)) {
    return { problems: [{ path: [], message: 'a plan is a map that starts with `version: 1`' }] };
  }

  const { vars: declared, ...body } = document;
  const variables = resolveVariables(declared, given, written);
  const substituted = substitute(body, variables.vars);
  const grownTooLarge = documentLimits(substituted.value, PLAN);
  if (grownTooLarge !== undefined) return { problems: [grownTooLarge] };
  const vars = defined({ vars: withValues(declared, variables.vars) });
  const whole: unknown = Object.assign({}, substituted.value, vars);

  const ofVariables = [...variables.problems, ...substituted.problems];
  const reported = new Set(
    [...ofVariables.map(({ path }) => path), ...substituted.unresolved].map((path) => JSON.stringify(path)),
  );
  const { part, isWhole } = checkedPart(planSchema, whole);
  const checked = schemaProblems(planSchema, part, written);
  const ofSchema =
    'problems' in checked ? checked.problems.filter(({ path }) => !reported.has(JSON.stringify(path))) : [];
  const problems = [...ofVariables, ...ofSchema, ...(isWhole ? crossChecks(whole) : [])];

  if (problems.length === 0 && 'value' in checked) return { plan: checked.value };
  return { problems: atMost(problems, { isAll: isWhole }) };
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
  const didYouMean = suggestions();
  return regions
    .filter(({ region }) => !isKnownRegion(region))
    .map(({ path, region }) => ({
      path,
      message: `this version does not know the region \`${region}\`${didYouMean(region, KNOWN_REGIONS) || ': check its spelling'}`,
    }));
}
