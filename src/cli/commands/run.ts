import { buildCommand } from '@stricli/core';
import type { Client } from '@temporalio/client';
import type { StartedRun } from '../../client/start-run.js';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { type FollowFlags, followFlags } from '../follow-flags.js';
import { setOutputs } from '../github/github-job.js';
import { tellingExitCode } from '../github/tell-exit-code.js';
import { Interrupted, interruptible } from '../interruption.js';
import type { LocalPlan } from '../local-plan.js';
import { openPlan, planInput } from '../open-plan.js';
import { type PlanFlags, planFlags } from '../plan-flags.js';
import { parsePreviewDigest } from '../preview-digest-flag.js';
import { printData, printJson, say } from '../print.js';
import { checkReportFlags } from '../report-flags.js';
import { requireWorker } from '../require-worker.js';
import { taskQueueOf } from '../task-queue.js';
import { noneRequired } from '../watch-to-end.js';
import { withTemporal } from '../with-temporal.js';

type Flags = FollowFlags &
  PlanFlags & {
    readonly wait: boolean;
    readonly onConflict: 'fail' | 'replace';
    readonly workflowId?: string;
    readonly expectDigest?: string;
  };

/** Everything that can be refused is refused before Temporal is asked for anything. */
async function run(this: CliContext, flags: Flags, file: string): Promise<void> {
  await checkReportFlags(flags);
  const plan = await openPlan(this, flags, file);
  checkExpectDigest(flags, plan);
  checkWaitFor(flags, plan);
  const taskQueue = taskQueueOf(this.process.env);

  await interruptible(this.process, (signal) =>
    withTemporal(this, signal, async (client) => {
      const started = await start(this, client, { flags, plan, taskQueue, signal });
      await tellStart(this, started, plan);
      if (!flags.wait) return announce(this, started, flags);
      const { workflowId, runId, attached } = started;
      say(this, `${attached ? 'Attached to' : 'Started'} ${workflowId}, run ${runId}.`);
      const { followRun } = await import('../follow-run.js');
      this.exitWith(await followRun(this, client, started, flags, signal));
    }),
  );
}

/** The two digests look alike, and only one of them can ever be found. */
function checkExpectDigest({ expectDigest }: Flags, { digest }: LocalPlan): void {
  if (expectDigest !== digest) return;
  const sentence =
    "--expect-digest is given the plan's own digest: give it the preview digest that `plan preview` tells.";
  throw new CliError(ExitCode.usage, sentence);
}

/** Before a run is started that nobody would wait for. */
function checkWaitFor({ wait, waitFor }: Flags, { plan }: LocalPlan): void {
  if (waitFor === 'all') return;
  if (!wait) throw new CliError(ExitCode.usage, '--no-wait and --wait-for required contradict each other: use one.');
  if (!plan.targets.some(({ required }) => required)) throw noneRequired();
}

/** At once: a step that is killed while it waits has told a later one what to attach to. */
function tellStart(context: CliContext, { workflowId, runId }: StartedRun, { digest }: LocalPlan): Promise<void> {
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
  const { pause } = context;
  try {
    await requireWorker(context, client, taskQueue, signal);
    return await startRun(client, {
      name: plan.plan.name,
      planDigest: plan.digest,
      document: plan.document,
      ...planInput(flags),
      ...(flags.expectDigest === undefined ? {} : { expectDigest: flags.expectDigest }),
      taskQueue,
      ...(flags.workflowId === undefined ? {} : { workflowId: flags.workflowId }),
      onConflict: flags.onConflict,
      pause,
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
  func: tellingExitCode(run),
  parameters: {
    flags: {
      ...planFlags,
      wait: { kind: 'boolean', default: true, brief: 'Wait for the end; --no-wait exits once the run is started' },
      ...followFlags,
      onConflict: {
        kind: 'enum',
        values: ['fail', 'replace'],
        default: 'fail',
        brief: 'When a run of another plan digest is under way: refuse, or cancel it and keep its copies',
      },
      workflowId: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'ID',
        brief: "The run's workflow id; default replicate-<plan name>",
      },
      expectDigest: {
        kind: 'parsed',
        parse: parsePreviewDigest,
        optional: true,
        placeholder: 'DIGEST',
        brief: 'Start nothing unless what is found is still what `plan preview` told with this digest: exit 8',
      },
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'The plan, or - for standard input', parse: String, placeholder: 'FILE' }],
    },
  },
  docs: {
    brief: 'Start a run, or attach to the one under way, and wait for it',
    fullDescription: [
      'Checks the plan, starts its run, shows progress on standard error and prints the result. When the run of this plan',
      'is already under way, it attaches to it: starting twice is safe. Ctrl-C detaches, and the run goes on.',
      '',
      'Exit codes: 0 ready, 1 failed, 2 wrong usage or invalid plan, 3 partial, 4 --timeout passed, 5 no Temporal or no',
      'worker, 6 cancelled or terminated, 8 refused: the digest differs or another run is under way, 130 and 143 detached.',
      '',
      'Examples:',
      '  eci-replicator run replication.yaml',
      '  eci-replicator run replication.yaml --var release=2026-12 --timeout 2h --report report.xml',
      '  eci-replicator run replication.yaml --region cn-beijing --output json > report.json',
      '  eci-replicator run replication.yaml --expect-digest 3b1f…  # of plan preview',
      '  eci-replicator run replication.yaml --wait-for required --outputs copies.json',
      '  eci-replicator run replication.yaml --no-wait',
    ].join('\n'),
  },
});
