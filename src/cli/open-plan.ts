import { CliError } from './cli-error.js';
import type { CliContext } from './context.js';
import { ExitCode } from './exit-code.js';
import { FIRST_PLAN_HINT } from './first-plan.js';
import { type LocalPlan, readLocalPlan } from './local-plan.js';
import { type PlanFlags, planVariables, selectedRegions } from './plan-flags.js';
import { say } from './print.js';
import { readSource, sourceName } from './read-source.js';

/**
 * Reads the plan that a command is to have run; warnings go to stderr.
 *
 * @throws CliError, usage: every problem a line, what this version cannot run included.
 */
export async function openPlan(context: CliContext, flags: PlanFlags, file: string): Promise<LocalPlan> {
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

/** What of the flags goes into a run's input. */
export function planInput(flags: PlanFlags): {
  readonly vars?: Readonly<Record<string, string>>;
  readonly regions?: readonly string[];
} {
  const vars = planVariables(flags);
  const regions = selectedRegions(flags);
  return {
    ...(Object.keys(vars).length === 0 ? {} : { vars }),
    ...(regions === undefined ? {} : { regions }),
  };
}
