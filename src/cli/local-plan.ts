import { type LocalPlan, readLocalPlan } from '../plan/text/local-plan.js';
import { CliError } from './cli-error.js';
import type { CliContext } from './context.js';
import { ExitCode } from './exit-code.js';
import { FIRST_PLAN_HINT } from './first-plan.js';
import { type PlanFlags, planVariables, selectedRegions } from './flags.js';
import { say } from './print.js';
import { readSource, sourceName } from './read-source.js';

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
