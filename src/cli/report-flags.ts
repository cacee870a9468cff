import { formatReport, parseReportTarget, type ReportTarget } from '../report/report-format.js';
import { reportOutputs } from '../report/outputs.js';
import type { Report } from '../report/report.js';
import { checkOutputs, writeOutput } from './write-output.js';

/** Where a command writes the report and the outputs. */
export interface ReportFlags {
  readonly report?: readonly ReportTarget[];
  readonly outputs?: string;
}

/** The flags that every command with a report has. */
export const reportFlags = {
  report: {
    kind: 'parsed',
    parse: parseReportTarget,
    variadic: true,
    optional: true,
    placeholder: '[FORMAT=]FILE',
    brief: 'Write the report to a file as json, md, html or junit; without a format by its extension (repeatable)',
  },
  outputs: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'FILE',
    brief: 'Write the ready copies as JSON: region, then source id, then id, bucket, path and expiry',
  },
} as const;

/** @throws CliError, usage. */
export function checkReportFlags({ report = [], outputs }: ReportFlags): Promise<void> {
  return checkOutputs([...report.map(({ file }) => file), ...(outputs === undefined ? [] : [outputs])]);
}

/** @throws CliError, failed. */
export async function writeReportFiles(report: Report, { report: targets = [], outputs }: ReportFlags): Promise<void> {
  for (const { format, file } of targets) await writeOutput(file, await formatReport(report, format));
  if (outputs !== undefined) await writeOutput(outputs, `${JSON.stringify(reportOutputs(report), null, 2)}\n`);
}
