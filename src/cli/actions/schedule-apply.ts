import { type AppliedSchedule, applySchedule } from '../../client/schedules/apply-schedule.js';
import { nextStarts, noteOf } from '../../client/schedules/schedule-state.js';
import { storedFacts } from '../../client/schedules/stored-schedule.js';
import { defined } from '../../defined.js';
import type { Schedule } from '../../plan/schedule-schema.js';
import { nextTimes } from '../../plan/schedule-times.js';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { type OutputFlags, type PlanFlags, planInput } from '../flags.js';
import { interruptible } from '../interruption.js';
import type { LocalPlan } from '../../plan/text/local-plan.js';
import { loadLocalPlan } from '../local-plan.js';
import { printData, printJson, say } from '../print.js';
import { sourceName } from '../read-source.js';
import { changeText, pausedText, timeTexts, whenText } from '../schedule-text.js';
import { withTemporal } from '../with-temporal.js';
import { taskQueueOf } from '../worker-environment.js';

export type ScheduleApplyFlags = PlanFlags & OutputFlags & { readonly follow?: string };

/** Checks everything that can be checked here before it connects to Temporal. */
export async function scheduleApplyAction(context: CliContext, flags: ScheduleApplyFlags, file: string): Promise<void> {
  const plan = await loadLocalPlan(context, flags, file);
  const schedule = await scheduleOf(plan, file, context.now());
  const taskQueue = taskQueueOf(context.process.env);
  const wanted = {
    name: plan.plan.name,
    schedule,
    planDigest: plan.digest,
    document: plan.document,
    ...defined({ follow: flags.follow }),
    ...planInput(flags),
    taskQueue,
  };
  const applied = await interruptible(context.process, (signal) =>
    withTemporal(context, signal, (client) => applySchedule(client, wanted, context.pause, signal)),
  );
  await print(context, applied, schedule, flags);
}

/** @throws CliError, usage: the plan has no schedule, or one without any time. */
async function scheduleOf({ plan: { schedule } }: LocalPlan, file: string, now: number): Promise<Schedule> {
  const name = sourceName(file);
  if (schedule === undefined) {
    const example = '`schedule: { cron: "0 3 * * *", timezone: Asia/Shanghai }`';
    throw new CliError(ExitCode.usage, `${name}: the plan has no \`schedule\`: add one, for example ${example}.`);
  }
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
  { output }: ScheduleApplyFlags,
): Promise<void> {
  const { scheduleId, state } = stored;
  const note = noteOf(stored);
  const starts = nextStarts(stored);
  if (output === 'json') {
    return printJson(context, {
      scheduleId,
      result,
      changes,
      planChanges,
      paused: state.paused,
      note,
      nextTimes: starts,
    });
  }
  const done = result === 'unchanged' ? `unchanged ${scheduleId}: it agrees with the plan` : `${result} ${scheduleId}`;
  printData(
    context,
    [
      done,
      ...changes.map((change) => `  ${changeText(change)}`),
      ...planChanges.map((change) => `    ${change}`),
      whenText(storedFacts(stored)),
      ...(state.paused ? [pausedText(scheduleId, note)] : []),
      ...timeTexts(starts, schedule.timezone).map((time) => `  ${time}`),
    ].join('\n'),
  );
  if (!state.paused) say(context, `Start a run now: eci-replicator schedule trigger ${scheduleId}`);
}
