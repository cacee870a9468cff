import { controlText } from '../controls/controls.js';
import { adoptedTexts } from './adopted-texts.js';
import { countText, deletionText } from './figure-text.js';
import { printableIn } from '../safe-text.js';
import { markdownCode, markdownTable, markdownText } from './markdown.js';
import { partialViewTexts, reportRegions } from './report-regions.js';
import type { Report, ReportCopy } from './report.js';

/** The report as Markdown, for a pull request or the summary of a CI job: copies that are not ready come first. */
export function markdownReport(found: Report): string {
  const report = printableIn(found);
  const ready = report.copies.filter(({ outcome }) => outcome === 'ready');
  const others = report.copies.filter(({ outcome }) => outcome !== 'ready');
  return [
    `# Replication of ${markdownText(report.plan)}: ${report.outcome}`,
    '',
    ...[countText(report.counts), ...deletionText(report)].map((text) => `${text}.`),
    '',
    `- workflow: ${markdownCode(report.workflowId)}, run ${markdownCode(report.runId)}`,
    `- started: ${report.startedAt}`,
    `- finished: ${report.finishedAt ?? 'not yet'}`,
    ...(report.planDigest === null ? [] : [`- plan digest: ${markdownCode(report.planDigest)}`]),
    '',
    '## Regions',
    '',
    ...markdownTable(
      ['region', 'copies', 'ready', 'adopted', 'failed', 'conflict', 'skipped', 'pending'],
      reportRegions(report).map(({ region, counts: c }) => [
        region,
        ...[c.planned, c.ready, c.adopted, c.failed, c.conflict, c.skipped, c.pending].map(String),
      ]),
    ),
    ...[...adoptedTexts(report.copies), ...partialViewTexts(report)].flatMap((text) => [
      '',
      `Note: ${markdownText(text)}`,
    ]),
    ...section('Not ready', ['region', 'source', 'place', 'outcome', 'code', 'reason', 'advice'], others, (copy) => [
      copy.region,
      copy.source,
      place(copy),
      copy.outcome,
      copy.code ?? '',
      copy.reason ?? '',
      copy.advice ?? '',
    ]),
    ...section('Ready', ['region', 'source', 'copy', 'place', 'GiB', 'expires'], ready, (copy) => [
      copy.region,
      copy.source,
      copy.dataCacheId ?? '',
      place(copy),
      copy.sizeGiB === null ? '' : String(copy.sizeGiB),
      copy.expiresAt ?? 'never',
    ]),
    ...endedSection(report),
    ...controlsSection(report),
    '',
  ].join('\n');
}

/** Copies of earlier generations: each may be on the bill. */
function endedSection({ copies }: Report): string[] {
  const rows = copies.flatMap(({ region, source, ended }) =>
    ended.map(({ generation, dataCacheId, code, reason }) => [
      region,
      source,
      String(generation),
      dataCacheId ?? '',
      code,
      reason ?? '',
    ]),
  );
  const head = ['region', 'source', 'generation', 'copy', 'code', 'reason'];
  return rows.length === 0 ? [] : ['', '## Ended generations', '', ...markdownTable(head, rows)];
}

/** Who controlled the run while it was under way, and why. */
function controlsSection({ controls }: Report): string[] {
  const rows = controls.map(({ at, control, target, by, reason }) => [
    at,
    controlText(control),
    target ?? '',
    by ?? '',
    reason ?? '',
  ]);
  return rows.length === 0
    ? []
    : ['', '## Controls', '', ...markdownTable(['at', 'what', 'for', 'by', 'reason'], rows)];
}

function section(
  title: string,
  head: string[],
  copies: readonly ReportCopy[],
  row: (copy: ReportCopy) => string[],
): string[] {
  return copies.length === 0 ? [] : ['', `## ${title}`, '', ...markdownTable(head, copies.map(row))];
}

function place({ bucket, path }: ReportCopy): string {
  return path === null ? '' : `${bucket ?? ''}${path}`;
}
