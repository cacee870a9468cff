import type { Client } from '@temporalio/client';
import { describeRun } from '../client/describe-run.js';
import { fetchReport, type FetchedReport } from '../client/fetch-report.js';
import { NoWorkerAnswered } from '../client/no-worker-answered.js';
import { readRunEnd, type RunEnd } from '../client/run-end.js';
import type { RunExecution } from '../client/run-execution.js';
import { watchRun } from '../client/watch-run.js';
import type { CliContext } from './context.js';
import { ExitCode, exitCodeOf } from './exit-code.js';
import type { FollowFlags } from './follow-flags.js';
import { Interrupted } from './interruption.js';
import { printReport } from './print-report.js';
import { say } from './print.js';
import { createProgressView } from './progress/progress-view.js';
import { writeReportFiles } from './report-flags.js';

/**
 * Watches a run to its end, prints and writes the report, and says by which code to exit. A time-out and an interruption
 * end the watching only.
 */
export async function followRun(
  context: CliContext,
  client: Client,
  execution: RunExecution,
  flags: FollowFlags,
  signal: AbortSignal,
): Promise<ExitCode> {
  try {
    if ((await watchToEnd(context, client, execution, signal, flags.timeout)) === 'timedOut') {
      say(context, `Still running when --timeout passed; the run goes on. ${attachAgain(execution)}`);
      return ExitCode.timedOut;
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    say(context, `Detached; the run goes on. ${attachAgain(execution)}`);
    return error.exitCode;
  }
  const end = await showEnd(context, client, execution, flags);
  return end.refused === true ? ExitCode.refused : exitCodeOf(end.outcome, flags);
}

/** A terminated run may leave regions that end a little later; without a worker the report must wait, and the outcome not. */
async function showEnd(
  context: CliContext,
  client: Client,
  execution: RunExecution,
  flags: FollowFlags,
): Promise<Pick<RunEnd, 'outcome' | 'refused'>> {
  try {
    const { report, refused } = await showReport(context, client, execution, flags);
    return { outcome: report.outcome, ...(refused === undefined ? {} : { refused }) };
  } catch (error) {
    if (!(error instanceof NoWorkerAnswered)) throw error;
    say(context, error.message);
    const run = await describeRun(client, execution);
    return run === undefined ? { outcome: 'failed' } : readRunEnd(client, run);
  }
}

/** Prints and writes the report of a run, whether it has ended or not. */
export async function showReport(
  context: CliContext,
  client: Client,
  execution: RunExecution,
  flags: Pick<FollowFlags, 'output' | 'report' | 'outputs'>,
): Promise<FetchedReport> {
  const fetched = await fetchReport(client, execution);
  const { report, failure } = fetched;
  if (failure !== undefined) say(context, failure);
  printReport(context, report, flags.output);
  await writeReportFiles(report, flags);
  return fetched;
}

/** Shows progress until the run has ended, or `timeout` (ms, default never) has passed. @throws Interrupted */
export async function watchToEnd(
  context: CliContext,
  client: Client,
  execution: RunExecution,
  signal: AbortSignal,
  timeout = Number.POSITIVE_INFINITY,
): Promise<'ended' | 'timedOut'> {
  const { pause, now, process } = context;
  const deadline = now() + timeout;
  const view = createProgressView(process);
  try {
    for await (const look of watchRun(client, execution, { every: view.every, pause, signal })) {
      view.show(look);
      if (now() >= deadline) return 'timedOut';
    }
    return 'ended';
  } finally {
    view.close();
  }
}

function attachAgain({ workflowId }: RunExecution): string {
  return `Attach again: eci-replicator watch ${workflowId}`;
}
