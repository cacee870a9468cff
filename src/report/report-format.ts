import { junitReport } from './junit.js';
import { markdownReport } from './markdown.js';
import type { Report } from './report.js';

export const REPORT_FORMATS = ['json', 'md', 'html', 'junit'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

const EXTENSIONS: ReadonlyMap<string, ReportFormat> = new Map([
  ['json', 'json'],
  ['md', 'md'],
  ['markdown', 'md'],
  ['html', 'html'],
  ['htm', 'html'],
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
    throw new Error(
      `${text} says no format: begin with json=, md=, html= or junit=, or end the file in .json, .md, .html or .xml`,
    );
  }
  return { format: EXTENSIONS.get(extension) ?? formatNamed(extension, text), file: text };
}

/** The report as text that ends in a newline. */
export async function formatReport(report: Report, format: ReportFormat): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'md':
      return markdownReport(report);
    case 'html': {
      // Loaded only when it is needed: it brings what draws the time line.
      const { htmlReport } = await import('./html/html-report.js');
      return htmlReport(report);
    }
    case 'junit':
      return junitReport(report);
  }
}

function formatNamed(name: string, text: string): ReportFormat {
  const format = REPORT_FORMATS.find((known) => known === name);
  if (format !== undefined) return format;
  throw new Error(`${name} is no format of a report, in ${text}: use json, md, html or junit`);
}
