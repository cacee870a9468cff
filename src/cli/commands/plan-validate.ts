import { buildCommand } from '@stricli/core';
import { plannedCount, selectionCount } from '../../plan/expand-copies.js';
import { formatDuration } from '../../plan/duration.js';
import type { Schedule } from '../../plan/schedule-schema.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { FIRST_PLAN_HINT } from '../first-plan.js';
import {
  type OutputFlags,
  outputFlag,
  type PlanFlags,
  planFileParameter,
  planFlags,
  planVariables,
  selectedRegions,
} from '../flags.js';
import { annotate } from '../github/github-job.js';
import { readLocalPlan } from '../local-plan.js';
import { planCommand } from '../plan-command.js';
import { printData, printJson, say } from '../print.js';
import { readSource, sourceName } from '../read-source.js';

type Flags = PlanFlags & OutputFlags;

const TIMES_SHOWN = 3;

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
        `${name} is valid: ${copiesText(summary)} to ${amount(summary.regions, 'region')}`,
        `plan digest ${digest}`,
        ...(schedule === null ? [] : await scheduleLines(schedule)),
      ].join('\n'),
    );
    if (file !== '-') say(this, `Next: ${planCommand(['plan', 'preview'], file, flags)}`);
  },
  parameters: { flags: { ...planFlags, ...outputFlag }, positional: planFileParameter },
  docs: {
    brief: 'Check a plan; needs no network',
    fullDescription: [
      'Checks a plan and reports all errors together, each as file:line:column: message. Needs neither Temporal nor the',
      'cloud. Exits 0 if the plan is valid, else 2. For a plan with a `schedule` it prints the next three times at which',
      '`schedule apply` would have it run.',
      '',
      'Examples:',
      '  eci-replicator plan validate replication.yaml',
      '  eci-replicator plan validate replication.yaml --var release=2026-12',
      '  render-plan | eci-replicator plan validate - --output json',
    ].join('\n'),
  },
});

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
