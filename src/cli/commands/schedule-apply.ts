import { buildCommand } from '@stricli/core';
import type { AppliedSchedule } from '../../client/schedules/apply-schedule.js';
import type { Schedule } from '../../plan/schedule-schema.js';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { interruptible } from '../interruption.js';
import type { LocalPlan } from '../local-plan.js';
import { openPlan, planInput } from '../open-plan.js';
import { type OutputFlags, outputFlag } from '../output-flag.js';
import { parsePlanFile } from '../plan-file-flag.js';
import { type PlanFlags, planFlags } from '../plan-flags.js';
import { printData, printJson, say } from '../print.js';
import { sourceName } from '../read-source.js';
import { taskQueueOf } from '../task-queue.js';
import { withTemporal } from '../with-temporal.js';

type Flags = PlanFlags & OutputFlags & { readonly follow?: string };

/** Everything that can be refused is refused before Temporal is asked for anything. */
async function apply(this: CliContext, flags: Flags, file: string): Promise<void> {
  const plan = await openPlan(this, flags, file);
  const schedule = await scheduleOf(plan, file, this.now());
  const taskQueue = taskQueueOf(this.process.env);
  const { applySchedule } = await import('../../client/schedules/apply-schedule.js');

  const applied = await interruptible(this.process, (signal) =>
    withTemporal(this, signal, (client) =>
      applySchedule(
        client,
        {
          name: plan.plan.name,
          schedule,
          planDigest: plan.digest,
          document: plan.document,
          ...(flags.follow === undefined ? {} : { follow: flags.follow }),
          ...planInput(flags),
          taskQueue,
        },
        this.pause,
        signal,
      ),
    ),
  );
  await print(this, applied, schedule, flags);
}

/** @throws CliError, usage: the plan says no time, or one that never comes. */
async function scheduleOf({ plan: { schedule } }: LocalPlan, file: string, now: number): Promise<Schedule> {
  const name = sourceName(file);
  if (schedule === undefined) {
    const example = '`schedule: { cron: "0 3 * * *", timezone: Asia/Shanghai }`';
    throw new CliError(ExitCode.usage, `${name}: the plan has no \`schedule\`: add one, such as ${example}.`);
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
  { result, changes, schedule: stored }: AppliedSchedule,
  schedule: Schedule,
  { output }: Flags,
): Promise<void> {
  const [{ nextStarts, noteOf }, { storedFacts }, text] = await Promise.all([
    import('../../client/schedules/schedule-state.js'),
    import('../../client/schedules/stored-facts.js'),
    import('../schedule-text.js'),
  ]);
  const { scheduleId, state } = stored;
  const note = noteOf(stored);
  const nextTimes = nextStarts(stored);
  if (output === 'json') {
    return printJson(context, { scheduleId, result, changes, paused: state.paused, note, nextTimes });
  }
  const said = result === 'unchanged' ? `unchanged ${scheduleId}: it is as the plan says` : `${result} ${scheduleId}`;
  printData(
    context,
    [
      said,
      ...changes.map((change) => `  ${text.changeText(change)}`),
      text.whenText(storedFacts(stored)),
      ...(state.paused ? [text.pausedText(scheduleId, note)] : []),
      ...text.timeTexts(nextTimes.map(Date.parse), schedule.timezone).map((time) => `  ${time}`),
    ].join('\n'),
  );
  if (!state.paused) say(context, `Start a run now: eci-replicator schedule trigger ${scheduleId}`);
}

export const scheduleApplyCommand = buildCommand<Flags, [file: string], CliContext>({
  func: apply,
  parameters: {
    flags: {
      ...planFlags,
      follow: {
        kind: 'parsed',
        parse: parsePlanFile,
        optional: true,
        placeholder: 'NAME',
        brief: "Store no plan: each run reads this file of the worker's plan folder",
      },
      ...outputFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'The plan, or - for standard input', parse: String, placeholder: 'FILE' }],
    },
  },
  docs: {
    brief: "Make the plan's schedule, or change what differs from the plan",
    fullDescription: [
      'Stores the plan, with its variables and regions, in the Temporal schedule replicate-<plan name>, which runs it at the',
      "times of the plan's `schedule`. Applied again, it shows and changes what differs; it never resumes a schedule that is",
      'paused. A run that is due while the one before is under way is skipped. With --follow, FILE says the name and the',
      'times, and each run reads NAME on its worker: that file can then be edited without applying anything again.',
      '',
      'A plan says its times as `schedule: { every: 6h }`, or as five fields with a zone: `schedule: { cron: "0 3 * * *",',
      'timezone: Asia/Shanghai }`.',
      '',
      'Exit codes: 0 applied, or nothing to change; 2 wrong usage or invalid plan; 5 no Temporal; 8 refused: something else',
      'is scheduled under this id.',
      '',
      'Examples:',
      '  eci-replicator schedule apply replication.yaml',
      '  eci-replicator schedule apply replication.yaml --var release=2026-12 --region cn-beijing',
      '  eci-replicator schedule apply replication.yaml --follow replication.yaml',
    ].join('\n'),
  },
});
