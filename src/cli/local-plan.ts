import { isJsonMap } from '../plan/json-document.js';
import { readPlan } from '../plan/plan-document.js';
import { planDigest } from '../plan/plan-digest.js';
import { formatProblem, type Problem } from '../plan/problem.js';
import type { Plan } from '../plan/plan-schema.js';
import { selectRegions } from '../plan/select-regions.js';
import { planWarnings } from '../plan/validate-plan.js';

export interface LocalPlanOptions {
  /** How the file is called in messages. */
  readonly name: string;
  readonly vars: Readonly<Record<string, string>>;
  /** Only these targets. */
  readonly regions?: readonly string[] | undefined;
}

/** A plan that was read here, and is valid. */
export interface LocalPlan {
  /** After variables and selection of regions. */
  readonly plan: Plan;
  readonly digest: string;
  /** As it was written. */
  readonly document: Readonly<Record<string, unknown>>;
  /** Odd, but no reason to refuse it. Each a line. */
  readonly warnings: readonly string[];
}

/** Reads and checks a plan's text. Every problem is one line, `file:line:column: message`. */
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
