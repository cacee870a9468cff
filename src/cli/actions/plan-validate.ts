import { formatDuration } from '../../plan/duration.js';
import { plannedCount, selectionCount } from '../../plan/expand-copies.js';
import type { Schedule } from '../../plan/schedule-schema.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { FIRST_PLAN_HINT } from '../first-plan.js';
import { type OutputFlags, type PlanFlags, planVariables, selectedRegions } from '../flags.js';
import { annotate } from '../github/github-job.js';
import { readLocalPlan } from '../../plan/text/local-plan.js';
import { planCommand } from '../plan-command.js';
import { printData, printJson, say } from '../print.js';
import { readSource, sourceName } from '../read-source.js';

export type PlanValidateFlags = PlanFlags & OutputFlags;

const TIMES_SHOWN = 3;

export async function planValidateAction(
  context: CliContext,
  { output, ...flags }: PlanValidateFlags,
  file: string,
): Promise<void> {
  const name = sourceName(file);
  const text = await readSource(file, context.process.stdin, FIRST_PLAN_HINT);
  const read = readLocalPlan(text, { name, vars: planVariables(flags), regions: selectedRegions(flags) });
  if ('problems' in read) {
    if (output === 'json') printJson(context, { valid: false, problems: read.problems });
    else for (const problem of read.problems) say(context, problem);
    annotate(context, 'error', read.problems.join('\n'));
    return context.exitWith(ExitCode.usage);
  }
  const { plan, digest, warnings } = read;
  annotate(context, 'warning', warnings.join('\n'));
  const summary = {
    plan: plan.name,
    planDigest: digest,
    copies: plannedCount(plan),
    selections: selectionCount(plan),
    regions: plan.targets.length,
  };
  const schedule = plan.schedule === undefined ? null : await plannedTimes(plan.schedule, context.now());
  if (output === 'json') return printJson(context, { valid: true, ...summary, schedule, warnings });
  for (const line of warnings) say(context, `warning: ${line}`);
  printData(
    context,
    [
      `${name} is valid: ${copiesText(summary)} to ${amount(summary.regions, 'region')}`,
      `plan digest ${digest}`,
      ...(schedule === null ? [] : await scheduleLines(schedule)),
    ].join('\n'),
  );
  if (file !== '-') say(context, `Next: ${planCommand(['plan', 'preview'], file, flags)}`);
}

/** What a selection matches depends on the source region, and is resolved when the plan is run. */
function copiesText({ copies, selections }: { readonly copies: number; readonly selections: number }): string {
  if (selections === 0) return amount(copies, 'copy', 'copies');
  const selected = `${amount(selections, 'selection')}, resolved at run time,`;
  return copies === 0 ? selected : `${amount(copies, 'copy', 'copies')} and ${selected}`;
}

function amount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** When a plan's schedule would start runs. */
interface PlannedTimes {
  /** `cron 0 3 * * *` or `every 6h`. */
  readonly when: string;
  readonly timezone: string;
  /** A duration; null for none. */
  readonly jitter: string | null;
  /** ISO 8601, UTC, without jitter; empty if there is no such time. */
  readonly nextTimes: readonly string[];
}

/** The next times, computed here the way Temporal does. @param now epoch ms. */
async function plannedTimes(schedule: Schedule, now: number): Promise<PlannedTimes> {
  const [{ nextTimes }, { scheduleWhen }] = await Promise.all([
    import('../../plan/schedule-times.js'),
    import('../../plan/schedule-times.js'),
  ]);
  const { timezone, jitter } = schedule;
  return {
    when: scheduleWhen(schedule),
    timezone,
    jitter: jitter === undefined ? null : formatDuration(jitter),
    nextTimes: nextTimes(schedule, now, TIMES_SHOWN).map((at) => new Date(at).toISOString()),
  };
}

async function scheduleLines(planned: PlannedTimes): Promise<string[]> {
  const { timeTexts, whenText } = await import('../schedule-text.js');
  const times = timeTexts(planned.nextTimes, planned.timezone);
  return [
    `schedule: ${whenText(planned)}`,
    ...(times.length === 0 ? ['never: all five fields of `cron` must match'] : times).map((time) => `  ${time}`),
  ];
}
