import { buildCommand } from '@stricli/core';
import { plannedCount, selectionCount } from '../../plan/expand-copies.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { FIRST_PLAN_HINT } from '../first-plan.js';
import { annotate } from '../github/github-job.js';
import { readLocalPlan } from '../local-plan.js';
import { type OutputFlags, outputFlag } from '../output-flag.js';
import { plannedTimes, scheduleLines } from '../planned-times.js';
import { planCommand } from '../plan-command.js';
import { type PlanFlags, planFlags, planVariables, selectedRegions } from '../plan-flags.js';
import { printData, printJson, say } from '../print.js';
import { readSource, sourceName } from '../read-source.js';

type Flags = PlanFlags & OutputFlags;

/** What selections match is known to the source region alone, and found when the plan is run. */
function copiesText({ copies, selections }: { readonly copies: number; readonly selections: number }): string {
  if (selections === 0) return `${copies} copies`;
  const selected = `what ${selections} selections match when it is run`;
  return copies === 0 ? selected : `${copies} copies and ${selected}`;
}

export const planValidateCommand = buildCommand<Flags, [file: string], CliContext>({
  async func({ output, ...flags }, file) {
    const name = sourceName(file);
    const text = await readSource(file, this.process.stdin, FIRST_PLAN_HINT);
    const read = readLocalPlan(text, { name, vars: planVariables(flags), regions: selectedRegions(flags) });
    if ('problems' in read) {
      if (output === 'json') printJson(this, { valid: false, problems: read.problems });
      else for (const problem of read.problems) say(this, problem);
      annotate(this, 'error', read.problems.join('\n'));
      return this.exitWith(ExitCode.usage);
    }
    const { plan, digest, warnings } = read;
    annotate(this, 'warning', warnings.join('\n'));
    const summary = {
      plan: plan.name,
      planDigest: digest,
      copies: plannedCount(plan),
      selections: selectionCount(plan),
      regions: plan.targets.length,
    };
    const schedule = plan.schedule === undefined ? null : await plannedTimes(plan.schedule, this.now());
    if (output === 'json') return printJson(this, { valid: true, ...summary, schedule, warnings });
    for (const line of warnings) say(this, `warning: ${line}`);
    printData(
      this,
      [
        `${name} is valid: ${copiesText(summary)} to ${summary.regions} regions`,
        `plan digest ${digest}`,
        ...(schedule === null ? [] : await scheduleLines(schedule)),
      ].join('\n'),
    );
    if (file !== '-') say(this, `Next: ${planCommand(['plan', 'preview'], file, flags)}`);
  },
  parameters: {
    flags: { ...planFlags, ...outputFlag },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'The plan, or - for standard input', parse: String, placeholder: 'FILE' }],
    },
  },
  docs: {
    brief: 'Check a plan; needs no network',
    fullDescription: [
      'Checks a plan and prints every problem at once, each as file:line:column: message. Needs neither Temporal nor the',
      'cloud. Exits 0 when the plan is valid, 2 when it is not. Of a plan with a `schedule` it names the next three times, as',
      '`schedule apply` would have them.',
      '',
      'Examples:',
      '  eci-replicator plan validate replication.yaml',
      '  eci-replicator plan validate replication.yaml --var release=2026-12',
      '  render-plan | eci-replicator plan validate - --output json',
    ].join('\n'),
  },
});
