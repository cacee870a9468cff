import { jsonText } from '../safe-text.js';
import { junitReport } from './junit.js';
import { markdownReport } from './report-markdown.js';
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

/** The format and file of a report. */
export interface ReportTarget {
  readonly format: ReportFormat;
  readonly file: string;
}

/**
 * Parses `[FORMAT=]FILE`. Without a format, the extension of the file decides.
 *
 * @throws Error that says what to type.
 */
export function parseReportTarget(text: string): ReportTarget {
  const named = /^([A-Za-z]+)=(.+)$/s.exec(text);
  const [, name, rest] = named ?? [];
  if (name !== undefined && rest !== undefined) return { format: formatNamed(name.toLowerCase(), text), file: rest };
  const extension = /\.([A-Za-z]+)$/.exec(text)?.[1]?.toLowerCase();
  if (extension === undefined) {
    throw new Error(
      `${text} has no report format: prefix it with json=, md=, html= or junit=, or use the extension .json, .md, .html or .xml`,
    );
  }
  return { format: EXTENSIONS.get(extension) ?? formatNamed(extension, text), file: text };
}

/** The report as text; it ends with a newline. */
export async function formatReport(report: Report, format: ReportFormat): Promise<string> {
  switch (format) {
    case 'json':
      return `${jsonText(report)}\n`;
    case 'md':
      return markdownReport(report);
    case 'html': {
      // Loaded on demand: it brings the HTML renderer.
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
  throw new Error(`${name} is not a report format (in ${text}): use json, md, html or junit`);
}
