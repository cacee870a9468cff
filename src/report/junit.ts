import type { Report, ReportCopy } from './report.js';
import { type ReportRegion, reportRegions } from './report-regions.js';
import { type XmlElement, xmlDocument } from './xml.js';

/**
 * The report as JUnit XML, which build servers show: a suite a target region, a case a copy. A copy that failed or
 * conflicts is a failure; one that did not end is an error once the run is over, and skipped while it goes on.
 */
export function junitReport(report: Report): string {
  const suites = reportRegions(report).map((region) => suite(report, region));
  // Readers that check the form know how many were skipped of a suite alone.
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
  const element = verdictElement(report, copy);
  return {
    name: 'testcase',
    attributes: { name: place, classname: `${report.plan}.${region}`, time: (Math.max(took, 0) / 1000).toFixed(3) },
    ...(element === undefined ? {} : { children: [element] }),
  };
}

/** What a case holds; a copy that is ready, nothing. */
function verdictElement(report: Report, copy: ReportCopy): XmlElement | undefined {
  const { outcome, code, reason, advice, dataCacheId, requestId } = copy;
  const message = [code, reason].filter((part) => part !== null).join(': ');
  const text = [
    advice,
    dataCacheId === null ? null : `data cache ${dataCacheId}`,
    requestId === null ? null : `request id ${requestId}`,
  ];
  const told = (name: string, said: string): XmlElement => ({
    name,
    attributes: { type: code ?? outcome, message: said },
    children: text.filter((line) => line !== null).join('\n'),
  });

  switch (outcome) {
    case 'ready':
      return undefined;
    case 'skipped':
      return { name: 'skipped', attributes: { message: message === '' ? 'skipped on request' : message } };
    case 'failed':
    case 'conflict':
      return told('failure', message === '' ? outcome : message);
    case 'pending': {
      const said = message === '' ? 'not ready' : `not ready: ${message}`;
      return report.outcome === 'running' ? { name: 'skipped', attributes: { message: said } } : told('error', said);
    }
  }
}

function seconds({ startedAt, finishedAt }: Report): string {
  const took = finishedAt === null ? 0 : Date.parse(finishedAt) - Date.parse(startedAt);
  return (Math.max(took, 0) / 1000).toFixed(3);
}
