import type { Client } from '@temporalio/client';
import { describeRun } from '../../executions/describe-run.js';
import { NoWorkerAnswered } from '../../client/errors.js';
import type { FetchedReport } from '../../client/fetch-report.js';
import { readRunEnd, type Refusal } from '../../client/run-end.js';
import { watchRun } from '../../client/status/watch-run.js';
import { isDisconnection } from '../../client/temporal-errors.js';
import { reportRegions } from '../../report/report-regions.js';
import type { WorkflowExecution } from '../../workflow-ids.js';
import type { CliContext } from '../context.js';
import { ExitCode, exitCodeOf } from '../exit-code.js';
import { publishReport } from '../github/publish.js';
import { Interrupted } from '../interruption.js';
import { say } from '../print.js';
import type { FollowFlags, WaitFor } from './follow-flags.js';
import { createProgressView, TEMPORAL_AWAY } from './progress-view.js';
import { showReport } from './show-report.js';
import { allReady, noneRequired, requiredCopies, type StillRunning, stillRunningText } from './wait-for.js';

/** Ms before a report that no worker answered is requested again. */
const RETRY_AFTER_MS = 2_000;

/**
 * Watches a run until what the flags wait for has happened, then prints and writes the report. A time-out or an
 * interruption ends the watching, not the run.
 *
 * @returns the exit code of the command.
 */
export async function followRun(
  context: CliContext,
  client: Client,
  execution: WorkflowExecution,
  flags: FollowFlags,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { timeout = Number.POSITIVE_INFINITY, waitFor } = flags;
  const deadline = context.now() + timeout;
  try {
    for (;;) {
      const code = await followOnce(context, client, execution, flags, { deadline, waitFor, signal });
      if (code !== undefined) return code;
      await context.pause(RETRY_AFTER_MS, signal);
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    say(context, `Detached; the run continues. ${attachAgain(execution)}`);
    return error.exitCode;
  }
}

/** `undefined`: no worker, or Temporal, answered for the report. */
async function followOnce(
  context: CliContext,
  client: Client,
  execution: WorkflowExecution,
  flags: FollowFlags,
  options: WatchOptions,
): Promise<ExitCode | undefined> {
  const watched = await watchUntil(context, client, execution, options);
  try {
    if (watched.why === 'ended') return await showEnd(context, client, execution, flags);
    return await showUnderWay(context, client, execution, flags, watched);
  } catch (error) {
    if (!isDisconnection(error)) throw error;
    say(context, TEMPORAL_AWAY);
    return watched.why === 'timedOut' ? ExitCode.timedOut : undefined;
  }
}

export interface WatchOptions {
  /** Epoch ms. Default: none. */
  readonly deadline?: number;
  /** Default: `all`. */
  readonly waitFor?: WaitFor;
  readonly signal: AbortSignal;
}

/**
 * Shows progress until what is waited for has happened, or the deadline has passed.
 *
 * @throws Interrupted; CliError, usage, if the required copies are waited for and there are none.
 */
export async function watchUntil(
  context: CliContext,
  client: Client,
  execution: WorkflowExecution,
  { deadline = Number.POSITIVE_INFINITY, waitFor = 'all', signal }: WatchOptions,
): Promise<{ readonly why: 'ended' } | StillRunning> {
  const { pause, now, process } = context;
  const view = createProgressView(process);
  try {
    for await (const poll of watchRun(client, execution, { every: view.every, pause, signal })) {
      view.show(poll);
      if (waitFor === 'required' && poll.kind === 'status') {
        const why = requiredCopies(poll.status.regions);
        if (why === 'none') throw noneRequired();
        if (why !== 'under way' && now() < deadline) return { why, status: poll.status };
      }
      if (now() >= deadline) return { why: 'timedOut' };
    }
    return { why: 'ended' };
  } finally {
    view.close();
  }
}

/**
 * Shows the report of a run that continues. `undefined` if no worker answered and the report must not be missing: a deploy
 * step that waits for the ready copies needs their ids.
 */
async function showUnderWay(
  context: CliContext,
  client: Client,
  execution: WorkflowExecution,
  flags: FollowFlags,
  stopped: StillRunning,
): Promise<ExitCode | undefined> {
  const code = { ready: ExitCode.ok, missed: ExitCode.failed, timedOut: ExitCode.timedOut }[stopped.why];
  try {
    const { report } = await showReport(context, client, execution, flags);
    await publishReport(context, report, code);
  } catch (error) {
    if (!(error instanceof NoWorkerAnswered)) throw error;
    say(context, error.message);
    if (stopped.why !== 'timedOut') return undefined;
  }
  say(context, `${stillRunningText(stopped)} ${attachAgain(execution)}`);
  return code;
}

/**
 * Shows the report of a run that has ended. The regions of a terminated run may end a little later; if no worker answers for
 * them, there is no report, but still the exit code.
 */
async function showEnd(
  context: CliContext,
  client: Client,
  execution: WorkflowExecution,
  flags: FollowFlags,
): Promise<ExitCode> {
  try {
    const fetched = await showReport(context, client, execution, flags);
    const code = exitCodeOfEnd(fetched, flags);
    await publishReport(context, fetched.report, code);
    return code;
  } catch (error) {
    if (!(error instanceof NoWorkerAnswered)) throw error;
    say(context, error.message);
    const run = await describeRun(client, execution);
    const end = run === undefined ? undefined : await readRunEnd(client, run);
    return end?.refused === undefined ? exitCodeOf(end?.outcome ?? 'failed', flags) : EXIT_CODES[end.refused];
  }
}

/** For runs that started nothing. */
const EXIT_CODES: Readonly<Record<Refusal, ExitCode>> = {
  digestDiffers: ExitCode.refused,
  invalidPlan: ExitCode.usage,
};

/** `--wait-for required` judges only the required copies, whether the last poll came before the end of the run or after. */
function exitCodeOfEnd({ report, refused, required }: FetchedReport, flags: FollowFlags): ExitCode {
  if (refused !== undefined) return EXIT_CODES[refused];
  const { outcome } = report;
  if (flags.waitFor === 'required' && (outcome === 'partial' || outcome === 'failed')) {
    const waitedFor = reportRegions(report).filter(({ region }) => required.has(region));
    if (waitedFor.length > 0 && waitedFor.every(({ counts }) => allReady(counts))) return ExitCode.ok;
  }
  return exitCodeOf(outcome, flags);
}

function attachAgain({ workflowId }: WorkflowExecution): string {
  return `Attach again: eci-replicator watch ${workflowId}`;
}
