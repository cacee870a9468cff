import { printableIn } from '../safe-text.js';
import { adoptedNote } from './adopted-texts.js';
import { type ReportRegion, reportRegions } from './report-regions.js';
import type { Report, ReportCopy } from './report.js';

/**
 * The report as JUnit XML, which build servers display: one suite per target region, one case per copy. A copy that
 * failed or conflicts is a failure. A pending copy is an error once the run has ended, and skipped before.
 */
export function junitReport(found: Report): string {
  const report = printableIn(found);
  const suites = reportRegions(report).map((region) => suite(report, region));
  // The schema of JUnit allows `skipped` on a suite only, not on the root.
  const { skipped: _, ...all } = totals(report, report.copies);
  return xmlDocument({
    name: 'testsuites',
    attributes: { name: `eci-replicator ${report.plan}`, ...all, time: seconds(report) },
    children: suites,
  });
}

function suite(report: Report, { region, copies }: ReportRegion): XmlElement {
  return {
    name: 'testsuite',
    attributes: { name: region, timestamp: report.startedAt, ...totals(report, copies) },
    children: copies.map((copy) => testCase(report, copy)),
  };
}

function totals(report: Report, copies: readonly ReportCopy[]) {
  const elements = copies.map((copy) => verdictElement(report, copy)?.name);
  const count = (name: string) => elements.filter((element) => element === name).length;
  return { tests: copies.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') };
}

function testCase(report: Report, copy: ReportCopy): XmlElement {
  const { source, bucket, path, region, requestedAt, readyAt } = copy;
  const place = path === null ? source : `${source} at ${bucket ?? ''}${path}`;
  const took = requestedAt === null || readyAt === null ? 0 : Date.parse(readyAt) - Date.parse(requestedAt);
  const note = adoptedNote(copy);
  const element =
    note === undefined
      ? verdictElement(report, copy)
      : { name: 'system-out', attributes: {}, children: `adopted: ${note}` };
  return {
    name: 'testcase',
    attributes: { name: place, classname: `${report.plan}.${region}`, time: (Math.max(took, 0) / 1000).toFixed(3) },
    ...(element === undefined ? {} : { children: [element] }),
  };
}

/** The child element of a test case; none for a ready copy. */
function verdictElement(report: Report, copy: ReportCopy): XmlElement | undefined {
  const { outcome, code, reason, advice, dataCacheId, requestId } = copy;
  const message = [code, reason].filter((part) => part !== null).join(': ');
  const text = [
    advice,
    dataCacheId === null ? null : `data cache ${dataCacheId}`,
    requestId === null ? null : `request id ${requestId}`,
  ];
  const result = (name: string, summary: string): XmlElement => ({
    name,
    attributes: { type: code ?? outcome, message: summary },
    children: text.filter((line) => line !== null).join('\n'),
  });

  switch (outcome) {
    case 'ready':
      return undefined;
    case 'skipped':
      return { name: 'skipped', attributes: { message: message === '' ? 'skipped on request' : message } };
    case 'failed':
    case 'conflict':
      return result('failure', message === '' ? outcome : message);
    case 'pending': {
      const summary = message === '' ? 'not ready' : `not ready: ${message}`;
      return report.outcome === 'running'
        ? { name: 'skipped', attributes: { message: summary } }
        : result('error', summary);
    }
  }
}

function seconds({ startedAt, finishedAt }: Report): string {
  const took = finishedAt === null ? 0 : Date.parse(finishedAt) - Date.parse(startedAt);
  return (Math.max(took, 0) / 1000).toFixed(3);
}

/** An XML element. `children` are elements or one text. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children?: readonly XmlElement[] | string;
}

/** The document as text, one element per line. Names of elements and attributes are trusted and not escaped. */
function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement(root, '')}\n`;
}

/** Escapes text for an element or a quoted attribute. Characters that XML 1.0 cannot represent become U+FFFD. */
export function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, '\uFFFD').replace(/[&<>"'\t\n\r]/g, (character) => ENTITIES[character] ?? character);
}

/** XML 1.0 cannot represent control characters and lone surrogates, not even escaped. */
const FORBIDDEN = /(?![\t\n\r])[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;

/** In an attribute, a parser would read other white space as a space. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

function xmlElement({ name, attributes, children = [] }: XmlElement, indent: string): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  const open = `${indent}<${name}${written.join('')}`;
  if (typeof children === 'string') return `${open}>${escapeXml(children)}</${name}>`;
  if (children.length === 0) return `${open}/>`;
  return `${open}>\n${children.map((child) => xmlElement(child, `${indent}  `)).join('\n')}\n${indent}</${name}>`;
}
