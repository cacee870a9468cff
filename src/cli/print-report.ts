import { reportTable } from '../report/report-table.js';
import type { Report } from '../report/report.js';
import { colorsFor } from './colors.js';
import type { CliContext } from './context.js';
import type { Output } from './output-flag.js';
import { printData, printJson } from './print.js';

/** Where nobody knows the width, or a terminal says 0, as one without a window does: wide enough for a log. */
const DEFAULT_WIDTH = 120;

export function printReport(context: Pick<CliContext, 'process'>, report: Report, output: Output): void {
  if (output === 'json') return printJson(context, report);
  const { stdout, env } = context.process;
  const width = stdout.columns > 0 ? stdout.columns : DEFAULT_WIDTH;
  printData(context, reportTable(report, { colors: colorsFor(stdout, env), width }));
}
