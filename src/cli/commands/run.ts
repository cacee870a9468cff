import { buildCommand } from '@stricli/core';
import type { Client } from '@temporalio/client';
import type { StartedRun } from '../../client/start-run.js';
import { defined } from '../../defined.js';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { type PlanFlags, planFileParameter, planFlags, planInput, previewDigestFlag, textFlag } from '../flags.js';
import { type FollowFlags, followFlags } from '../follow/follow-flags.js';
import { checkReportFlags } from '../follow/report-files.js';
import { noneRequired } from '../follow/wait-for.js';
import { setOutputs } from '../github/github-job.js';
import { publishingExitCode } from '../github/publish.js';
import { Interrupted, interruptible } from '../interruption.js';
import { loadLocalPlan, type LocalPlan } from '../local-plan.js';
import { printData, printJson, say } from '../print.js';
import { requireWorker, withTemporal } from '../with-temporal.js';
import { taskQueueOf } from '../worker-environment.js';

type Flags = FollowFlags &
  PlanFlags & {
    readonly wait: boolean;
    readonly onConflict: 'fail' | 'replace';
    readonly workflowId?: string;
    readonly expectDigest?: string;
  };

/** Checks everything that can be checked here before it connects to Temporal. */
async function run(this: CliContext, flags: Flags, file: string): Promise<void> {
  await checkReportFlags(flags);
  const plan = await loadLocalPlan(this, flags, file);
  checkExpectDigest(flags, plan);
  checkWaitFor(flags, plan);
  const taskQueue = taskQueueOf(this.process.env);

  await interruptible(this.process, (signal) =>
    withTemporal(this, signal, async (client) => {
      const started = await start(this, client, { flags, plan, taskQueue, signal });
      await publishStart(this, started, plan);
      if (!flags.wait) return announce(this, started, flags);
      const { workflowId, runId, attached } = started;
      say(this, `${attached ? 'Attached to' : 'Started'} ${workflowId}, run ${runId}.`);
      const { followRun } = await import('../follow/follow-run.js');
      this.exitWith(await followRun(this, client, started, flags, signal));
    }),
  );
}

/** The two digests look alike, and a run can never find the plan's own. */
function checkExpectDigest({ expectDigest }: Flags, { digest }: LocalPlan): void {
  if (expectDigest !== digest) return;
  const sentence =
    "--expect-digest was given the plan's own digest: use the preview digest, as printed by `plan preview`.";
  throw new CliError(ExitCode.usage, sentence);
}

/** Before the run is started. */
function checkWaitFor({ wait, waitFor }: Flags, { plan }: LocalPlan): void {
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
  readonly flags: Flags;
  readonly plan: LocalPlan;
  readonly taskQueue: string;
  readonly signal: AbortSignal;
}

async function start(
  context: CliContext,
  client: Client,
  { flags, plan, taskQueue, signal }: Start,
): Promise<StartedRun> {
  const { startRun } = await import('../../client/start-run.js');
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

function announce(context: CliContext, { workflowId, runId, attached }: StartedRun, { output }: Flags): void {
  if (output === 'json') return printJson(context, { workflowId, runId, attached });
  printData(context, `${attached ? 'already under way' : 'started'}: ${workflowId}, run ${runId}`);
  say(context, `Watch it: eci-replicator watch ${workflowId}`);
}

export const runCommand = buildCommand<Flags, [file: string], CliContext>({
  func: publishingExitCode(run),
  parameters: {
    flags: {
      ...planFlags,
      wait: { kind: 'boolean', default: true, brief: 'Wait for the end; --no-wait exits once the run is started' },
      ...followFlags,
      onConflict: {
        kind: 'enum',
        values: ['fail', 'replace'],
        default: 'fail',
        brief: 'If a run of another plan digest is under way: refuse, or cancel it and keep its copies',
      },
      workflowId: textFlag('ID', 'The workflow id of the run; default: replicate-<plan name>'),
      expectDigest: previewDigestFlag('Start nothing unless `plan preview` would still print this digest: exit 8'),
    },
    positional: planFileParameter,
  },
  docs: {
    brief: 'Start a run, or attach to the one under way, and wait for it',
    fullDescription: [
      'Checks the plan, starts a run, shows its progress on standard error and prints the result. If a run of the same plan',
      'is under way, it attaches to that run: starting twice is safe. Ctrl-C detaches, and the run continues.',
      '',
      'Exit codes: 0 ready, 1 failed, 2 wrong usage or invalid plan, 3 partial, 4 --timeout passed, 5 no Temporal or no',
      'worker, 6 cancelled or terminated, 8 refused: the digest differs or another run is under way, 130 and 143 detached.',
      '',
      'Examples:',
      '  eci-replicator run replication.yaml',
      '  eci-replicator run replication.yaml --var release=2026-12 --timeout 2h --report report.xml',
      '  eci-replicator run replication.yaml --region cn-beijing --output json > report.json',
      '  eci-replicator run replication.yaml --expect-digest 3b1f…  # from plan preview',
      '  eci-replicator run replication.yaml --wait-for required --outputs copies.json',
      '  eci-replicator run replication.yaml --no-wait',
    ].join('\n'),
  },
});
