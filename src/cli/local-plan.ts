import { isJsonMap } from '../plan/json-document.js';
import { planDigest } from '../plan/plan-digest.js';
import { readPlan } from '../plan/plan-document.js';
import { formatProblem, type Problem } from '../plan/problem.js';
import type { Plan } from '../plan/plan-schema.js';
import { selectRegions } from '../plan/select-regions.js';
import { planWarnings } from '../plan/validate-plan.js';
import { CliError } from './cli-error.js';
import type { CliContext } from './context.js';
import { ExitCode } from './exit-code.js';
import { FIRST_PLAN_HINT } from './first-plan.js';
import { type PlanFlags, planVariables, selectedRegions } from './flags.js';
import { say } from './print.js';
import { readSource, sourceName } from './read-source.js';

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

/**
 * Reads the plan that a command runs, schedules or links to. Warnings go to stderr.
 *
 * @throws CliError, usage, with one line per problem.
 */
export async function loadLocalPlan(context: CliContext, flags: PlanFlags, file: string): Promise<LocalPlan> {
  const text = await readSource(file, context.process.stdin, FIRST_PLAN_HINT);
  const read = readLocalPlan(text, {
    name: sourceName(file),
    vars: planVariables(flags),
    regions: selectedRegions(flags),
  });
  if ('problems' in read) throw new CliError(ExitCode.usage, read.problems.join('\n'));
  for (const warning of read.warnings) say(context, `warning: ${warning}`);
  return read;
}
