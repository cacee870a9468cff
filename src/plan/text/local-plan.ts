import { isJsonMap } from '../json-document.js';
import { planDigest } from '../plan-digest.js';
import { readPlan } from '../plan-document.js';
import type { Plan } from '../plan-schema.js';
import { formatProblem, type Problem } from '../problem.js';
import { selectRegions } from '../select-regions.js';
import { planWarnings } from '../validate-plan.js';

export interface LocalPlanOptions {
  /** The name of the file in messages. */
  readonly name: string;
  readonly vars: Readonly<Record<string, string>>;
  /** Only these target regions. */
  readonly regions?: readonly string[] | undefined;
}

/** A valid plan that was read on this machine. */
export interface LocalPlan {
  /** After variables and selection of regions. */
  readonly plan: Plan;
  readonly digest: string;
  /** The plan as written. */
  readonly document: Readonly<Record<string, unknown>>;
  /** One line each. The plan is valid all the same. */
  readonly warnings: readonly string[];
}

/** Reads and checks the text of a plan. Each problem is one line, `file:line:column: message`. */
export function readLocalPlan(text: string, options: LocalPlanOptions): LocalPlan | { readonly problems: string[] } {
  const { name, vars, regions } = options;
  const lines = (problems: readonly Problem[]) => problems.map((problem) => formatProblem(name, problem));

  const read = readPlan(text, vars);
  if ('problems' in read) return { problems: lines(read.problems) };
  const { plan, document, locate } = read;
  const located = (problems: readonly Problem[]) =>
    lines(problems.map((problem) => ({ ...problem, ...locate(problem.path, problem.at) })));

  const selected = selectRegions(plan, regions);
  if ('problems' in selected) return { problems: lines(selected.problems) };
  if (!isJsonMap(document)) throw new TypeError('a valid plan is a map');
  return {
    plan: selected.plan,
    digest: planDigest(selected.plan),
    document,
    warnings: located(planWarnings(plan)),
  };
}
