import type { Client } from '@temporalio/client';
import { type FetchedReport, fetchReport } from '../client/fetch-report.js';
import type { RunExecution } from '../client/run-execution.js';
import type { CliContext } from './context.js';
import type { FollowFlags } from './follow-flags.js';
import { printReport } from './print-report.js';
import { say } from './print.js';
import { writeReportFiles } from './report-flags.js';

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
