import type { Client } from '@temporalio/client';
import { type StartedRun, startRun } from '../../client/start-run.js';
import { defined } from '../../defined.js';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { type PlanFlags, planInput } from '../flags.js';
import type { FollowFlags } from '../follow/follow-flags.js';
import { followRun } from '../follow/follow-run.js';
import { checkReportFlags } from '../follow/report-files.js';
import { noneRequired } from '../follow/wait-for.js';
import { setOutputs } from '../github/github-job.js';
import { publishingExitCode } from '../github/publish.js';
import { Interrupted, interruptible } from '../interruption.js';
import type { LocalPlan } from '../../plan/text/local-plan.js';
import { loadLocalPlan } from '../local-plan.js';
import { printData, printJson, say } from '../print.js';
import { requireWorker, withTemporal } from '../with-temporal.js';
import { taskQueueOf } from '../worker-environment.js';

export type RunFlags = FollowFlags &
  PlanFlags & {
    readonly wait: boolean;
    readonly onConflict: 'fail' | 'replace';
    readonly workflowId?: string;
    readonly expectDigest?: string;
  };

/** Checks everything that can be checked here before it connects to Temporal. */
async function run(context: CliContext, flags: RunFlags, file: string): Promise<void> {
  await checkReportFlags(flags);
  const plan = await loadLocalPlan(context, flags, file);
  checkExpectDigest(flags, plan);
  checkWaitFor(flags, plan);
  const taskQueue = taskQueueOf(context.process.env);

  await interruptible(context.process, (signal) =>
    withTemporal(context, signal, async (client) => {
      const started = await start(context, client, { flags, plan, taskQueue, signal });
      await publishStart(context, started, plan);
      if (!flags.wait) return announce(context, started, flags);
      const { workflowId, runId, attached } = started;
      say(context, `${attached ? 'Attached to' : 'Started'} ${workflowId}, run ${runId}.`);
      context.exitWith(await followRun(context, client, started, flags, signal));
    }),
  );
}

/** The two digests look alike, and a run can never find the plan's own. */
function checkExpectDigest({ expectDigest }: RunFlags, { digest }: LocalPlan): void {
  if (expectDigest !== digest) return;
  const sentence =
    "--expect-digest was given the plan's own digest: use the preview digest, as printed by `plan preview`.";
  throw new CliError(ExitCode.usage, sentence);
}

/** Before the run is started. */
function checkWaitFor({ wait, waitFor }: RunFlags, { plan }: LocalPlan): void {
  if (waitFor === 'all') return;
  if (!wait) throw new CliError(ExitCode.usage, '--no-wait and --wait-for required contradict each other: use one.');
  if (!plan.targets.some(({ required }) => required)) throw noneRequired();
}

/** Right after the start: even if this step is killed while it waits, a later step knows what to attach to. */
function publishStart(context: CliContext, { workflowId, runId }: StartedRun, { digest }: LocalPlan): Promise<void> {
  const outcome = 'running';
  return setOutputs(context, { 'workflow-id': workflowId, 'run-id': runId, 'plan-digest': digest, outcome });
}

interface Start {
  readonly flags: RunFlags;
  readonly plan: LocalPlan;
  readonly taskQueue: string;
  readonly signal: AbortSignal;
}

async function start(
  context: CliContext,
  client: Client,
  { flags, plan, taskQueue, signal }: Start,
): Promise<StartedRun> {
  const { onConflict, expectDigest, workflowId } = flags;
  try {
    await requireWorker(context, client, taskQueue, signal);
    return await startRun(client, {
      name: plan.plan.name,
      planDigest: plan.digest,
      document: plan.document,
      ...planInput(flags),
      ...defined({ expectDigest, workflowId }),
      taskQueue,
      onConflict,
      pause: context.pause,
      signal,
      onNotice: (sentence) => say(context, sentence),
    });
  } catch (error) {
    if (error instanceof Interrupted) say(context, 'Nothing was started.');
    throw error;
  }
}

function announce(context: CliContext, { workflowId, runId, attached }: StartedRun, { output }: RunFlags): void {
  if (output === 'json') return printJson(context, { workflowId, runId, attached });
  printData(context, `${attached ? 'already under way' : 'started'}: ${workflowId}, run ${runId}`);
  say(context, `Watch it: eci-replicator watch ${workflowId}`);
}

export const runAction = publishingExitCode(run);
