import type { Client } from '@temporalio/client';
import { describeRun } from '../client/describe-run.js';
import type { FetchedReport } from '../client/fetch-report.js';
import { NoWorkerAnswered } from '../client/no-worker-answered.js';
import { readRunEnd, type Refusal } from '../client/run-end.js';
import type { RunExecution } from '../client/run-execution.js';
import { reportRegions } from '../report/report-regions.js';
import type { CliContext } from './context.js';
import { ExitCode, exitCodeOf } from './exit-code.js';
import type { FollowFlags } from './follow-flags.js';
import { tellReport } from './github/tell-report.js';
import { attachAgain, stillRunning } from './goes-on.js';
import { Interrupted } from './interruption.js';
import { say } from './print.js';
import { showReport } from './show-report.js';
import { allReady } from './wait-for.js';
import { type UnderWay, watchToEnd } from './watch-to-end.js';

/** Between two tries to have a report told by a worker, ms. */
const AGAIN_MS = 2_000;

/**
 * Watches a run until what is waited for is there, prints and writes the report, and says by which code to exit. A time-out
 * and an interruption end the watching only.
 */
export async function followRun(
  context: CliContext,
  client: Client,
  execution: RunExecution,
  flags: FollowFlags,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { timeout = Number.POSITIVE_INFINITY, waitFor } = flags;
  const deadline = context.now() + timeout;
  try {
    for (;;) {
      const watched = await watchToEnd(context, client, execution, { deadline, waitFor, signal });
      if (watched.why === 'ended') return await showEnd(context, client, execution, flags);
      const code = await showUnderWay(context, client, execution, flags, watched);
      if (code !== undefined) return code;
      await context.pause(AGAIN_MS, signal);
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    say(context, `Detached; the run goes on. ${attachAgain(execution)}`);
    return error.exitCode;
  }
}

/**
 * The report of a run that goes on. `undefined`: no worker was there to tell it, and a deploy step that was promised the
 * ready copies must have them.
 */
async function showUnderWay(
  context: CliContext,
  client: Client,
  execution: RunExecution,
  flags: FollowFlags,
  watched: UnderWay,
): Promise<ExitCode | undefined> {
  const code = { ready: ExitCode.ok, missed: ExitCode.failed, timedOut: ExitCode.timedOut }[watched.why];
  try {
    const { report } = await showReport(context, client, execution, flags);
    await tellReport(context, report, code);
  } catch (error) {
    if (!(error instanceof NoWorkerAnswered)) throw error;
    say(context, error.message);
    if (watched.why !== 'timedOut') return undefined;
  }
  say(context, `${stillRunning(watched)} ${attachAgain(execution)}`);
  return code;
}

/** A terminated run may leave regions that end a little later; without a worker the report must wait, and the outcome not. */
async function showEnd(
  context: CliContext,
  client: Client,
  execution: RunExecution,
  flags: FollowFlags,
): Promise<ExitCode> {
  try {
    const fetched = await showReport(context, client, execution, flags);
    const code = exitCodeOfEnd(fetched, flags);
    await tellReport(context, fetched.report, code);
    return code;
  } catch (error) {
    if (!(error instanceof NoWorkerAnswered)) throw error;
    say(context, error.message);
    const run = await describeRun(client, execution);
    const end = run === undefined ? undefined : await readRunEnd(client, run);
    return end?.refused === undefined ? exitCodeOf(end?.outcome ?? 'failed', flags) : EXIT_CODES[end.refused];
  }
}

/** Of runs that started nothing. */
const EXIT_CODES: Readonly<Record<Refusal, ExitCode>> = {
  digestDiffers: ExitCode.refused,
  invalidPlan: ExitCode.usage,
};

/** Whoever waits for the required copies is told of them alone, whether the last look came before the run's end or after. */
function exitCodeOfEnd({ report, refused, required }: FetchedReport, flags: FollowFlags): ExitCode {
  if (refused !== undefined) return EXIT_CODES[refused];
  const { outcome } = report;
  if (flags.waitFor === 'required' && (outcome === 'partial' || outcome === 'failed')) {
    const waitedFor = reportRegions(report).filter(({ region }) => required.has(region));
    if (waitedFor.length > 0 && waitedFor.every(({ counts }) => allReady(counts))) return ExitCode.ok;
  }
  return exitCodeOf(outcome, flags);
}
