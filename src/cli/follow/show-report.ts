import type { Client } from '@temporalio/client';
import { type FetchedReport, fetchReport } from '../../client/fetch-report.js';
import type { Report } from '../../report/report.js';
import { reportTable } from '../../report/report-table.js';
import { printableLines } from '../../safe-text.js';
import type { WorkflowExecution } from '../../workflow-ids.js';
import type { CliContext } from '../context.js';
import type { Output } from '../flags.js';
import { colorsFor, printData, printJson, say } from '../print.js';
import type { FollowFlags } from './follow-flags.js';
import { writeReportFiles } from './report-files.js';

/** Columns where the width is not known, or is 0 as on a terminal without a window: wide enough for a log. */
const DEFAULT_WIDTH = 120;

/** Prints and writes the report of a run, whether or not the run has ended. */
export async function showReport(
  context: CliContext,
  client: Client,
  execution: WorkflowExecution,
  flags: Pick<FollowFlags, 'output' | 'report' | 'outputs'>,
): Promise<FetchedReport> {
  const fetched = await fetchReport(client, execution);
  const { report, failure } = fetched;
  if (failure !== undefined) say(context, printableLines(failure));
  printReport(context, report, flags.output);
  await writeReportFiles(report, flags);
  return fetched;
}

function printReport(context: CliContext, report: Report, output: Output): void {
  if (output === 'json') return printJson(context, report);
  const { stdout, env } = context.process;
  const width = stdout.columns > 0 ? stdout.columns : DEFAULT_WIDTH;
  printData(context, reportTable(report, { colors: colorsFor(stdout, env), width }));
}
