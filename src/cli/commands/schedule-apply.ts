import { buildCommand } from '@stricli/core';
import type { AppliedSchedule } from '../../client/schedules/apply-schedule.js';
import { defined } from '../../defined.js';
import type { Schedule } from '../../plan/schedule-schema.js';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import {
  type OutputFlags,
  outputFlag,
  type PlanFlags,
  planFileFlag,
  planFileParameter,
  planFlags,
  planInput,
} from '../flags.js';
import { interruptible } from '../interruption.js';
import { loadLocalPlan, type LocalPlan } from '../local-plan.js';
import { printData, printJson, say } from '../print.js';
import { sourceName } from '../read-source.js';
import { withTemporal } from '../with-temporal.js';
import { taskQueueOf } from '../worker-environment.js';

type Flags = PlanFlags & OutputFlags & { readonly follow?: string };

/** Checks everything that can be checked here before it connects to Temporal. */
async function apply(this: CliContext, flags: Flags, file: string): Promise<void> {
  const plan = await loadLocalPlan(this, flags, file);
  const schedule = await scheduleOf(plan, file, this.now());
  const taskQueue = taskQueueOf(this.process.env);
  const { applySchedule } = await import('../../client/schedules/apply-schedule.js');
  const wanted = {
    name: plan.plan.name,
    schedule,
    planDigest: plan.digest,
    document: plan.document,
    ...defined({ follow: flags.follow }),
    ...planInput(flags),
    taskQueue,
  };
  const applied = await interruptible(this.process, (signal) =>
    withTemporal(this, signal, (client) => applySchedule(client, wanted, this.pause, signal)),
  );
  await print(this, applied, schedule, flags);
}

/** @throws CliError, usage: the plan has no schedule, or one without any time. */
async function scheduleOf({ plan: { schedule } }: LocalPlan, file: string, now: number): Promise<Schedule> {
  const name = sourceName(file);
  if (schedule === undefined) {
    const example = '`schedule: { cron: "0 3 * * *", timezone: Asia/Shanghai }`';
    throw new CliError(ExitCode.usage, `${name}: the plan has no \`schedule\`: add one, for example ${example}.`);
  }
  const { nextTimes } = await import('../../plan/schedule-times.js');
  if (nextTimes(schedule, now, 1).length === 0) {
    throw new CliError(
      ExitCode.usage,
      `${name}: the time of \`schedule.cron\` never comes: all five fields must match.`,
    );
  }
  return schedule;
}

async function print(
  context: CliContext,
  { result, changes, planChanges, schedule: stored }: AppliedSchedule,
  schedule: Schedule,
  { output }: Flags,
): Promise<void> {
  const [{ nextStarts, noteOf }, { storedFacts }, text] = await Promise.all([
    import('../../client/schedules/schedule-state.js'),
    import('../../client/schedules/stored-schedule.js'),
    import('../schedule-text.js'),
  ]);
  const { scheduleId, state } = stored;
  const note = noteOf(stored);
  const nextTimes = nextStarts(stored);
  if (output === 'json') {
    return printJson(context, { scheduleId, result, changes, planChanges, paused: state.paused, note, nextTimes });
  }
  const done = result === 'unchanged' ? `unchanged ${scheduleId}: it agrees with the plan` : `${result} ${scheduleId}`;
  printData(
    context,
    [
      done,
      ...changes.map((change) => `  ${text.changeText(change)}`),
      ...planChanges.map((change) => `    ${change}`),
      text.whenText(storedFacts(stored)),
      ...(state.paused ? [text.pausedText(scheduleId, note)] : []),
      ...text.timeTexts(nextTimes, schedule.timezone).map((time) => `  ${time}`),
    ].join('\n'),
  );
  if (!state.paused) say(context, `Start a run now: eci-replicator schedule trigger ${scheduleId}`);
}

export const scheduleApplyCommand = buildCommand<Flags, [file: string], CliContext>({
  func: apply,
  parameters: {
    flags: {
      ...planFlags,
      follow: planFileFlag("Do not store the plan: each run reads this file in the worker's plan folder"),
      ...outputFlag,
    },
    positional: planFileParameter,
  },
  docs: {
    brief: "Create the plan's schedule, or update what differs from the plan",
    fullDescription: [
      'Stores the plan, with its variables and regions, in the Temporal schedule replicate-<plan name>, which runs it at the',
      "times in the plan's `schedule`. If the schedule exists, it shows and updates what differs; it never resumes a paused",
      'schedule. A run that is due while the previous one is under way is skipped. With --follow, only the name and the times',
      'come from FILE, and each run reads NAME on its worker: edits of that file take effect without another apply.',
      '',
      'A plan gives its times as `schedule: { every: 6h }`, or as five fields with a time zone: `schedule: { cron:',
      '"0 3 * * *", timezone: Asia/Shanghai }`.',
      '',
      'Exit codes: 0 applied, or nothing to change; 2 wrong usage or invalid plan; 5 no Temporal; 8 refused: the schedule',
      'of this id starts something else.',
      '',
      'Examples:',
      '  eci-replicator schedule apply replication.yaml',
      '  eci-replicator schedule apply replication.yaml --var release=2026-12 --region cn-beijing',
      '  eci-replicator schedule apply replication.yaml --follow replication.yaml',
    ].join('\n'),
  },
});
