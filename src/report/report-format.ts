import { junitReport } from './junit.js';
import { markdownReport } from './markdown.js';
import type { Report } from './report.js';

export const REPORT_FORMATS = ['json', 'md', 'junit'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

const EXTENSIONS: ReadonlyMap<string, ReportFormat> = new Map([
  ['json', 'json'],
  ['md', 'md'],
  ['markdown', 'md'],
  ['xml', 'junit'],
]);

/** Where a report is to be written, and how. */
export interface ReportTarget {
  readonly format: ReportFormat;
  readonly file: string;
}

/**
 * Reads `[FORMAT=]FILE`; without a format the file's extension decides.
 *
 * @throws Error with a sentence that says what to type.
 */
export function parseReportTarget(text: string): ReportTarget {
  const named = /^([A-Za-z]+)=(.+)$/s.exec(text);
  const [, name, rest] = named ?? [];
  if (name !== undefined && rest !== undefined) return { format: formatNamed(name.toLowerCase(), text), file: rest };
  const extension = /\.([A-Za-z]+)$/.exec(text)?.[1]?.toLowerCase();
  if (extension === undefined) {
    throw new Error(`${text} says no format: begin with json=, md= or junit=, or end the file in .json, .md or .xml`);
  }
  return { format: EXTENSIONS.get(extension) ?? formatNamed(extension, text), file: text };
}

/** The report as text that ends in a newline. */
export function formatReport(report: Report, format: ReportFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'md':
      return markdownReport(report);
    case 'junit':
      return junitReport(report);
  }
}

function formatNamed(name: string, text: string): ReportFormat {
  const format = REPORT_FORMATS.find((known) => known === name);
  if (format !== undefined) return format;
  if (name === 'html' || name === 'htm')
    throw new Error('an HTML report is not in this version: use json, md or junit');
  throw new Error(`${name} is no format of a report, in ${text}: use json, md or junit`);
}
