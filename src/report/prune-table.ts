import type { PruneReport, PruneReportCopy } from './prune-report.js';
import { type Colors, plainTable } from './report-table.js';
import { printableIn } from '../safe-text.js';

/** Every copy that would be deleted with the reason, then the total, and what the tags cannot show. */
export function prunePreview(found: PruneReport, colors: Colors): string {
  const report = printableIn(found);
  const { plan, counts, copies } = report;
  if (counts.candidates === 0) return `${colors.bold(plan)}: nothing to prune`;
  const rows = copies.map(({ region, dataCacheId, source, bucket, path, generation, status, sizeGiB, reason }) =>
    [region, dataCacheId, source, bucket, path, String(generation), status, sizeGiB ?? '', reason].map(String),
  );
  const head = ['region', 'id', 'source', 'bucket', 'path', 'generation', 'status', 'GiB', 'reason'];
  return [
    plainTable(head.map(colors.bold), rows),
    '',
    `${colors.bold(plan)}: ${amount(copies)} that the plan no longer asks for`,
    'Another plan may have adopted some of them: tags name only the plan that created a copy.',
  ].join('\n');
}

/** The result per copy: deleted copies first, then kept ones with the reason. */
export function pruneResult(report: PruneReport, colors: Colors): string {
  const { plan, copies } = printableIn(report);
  const deleted = copies.filter(({ outcome }) => outcome === 'deleted');
  const kept = copies.filter(({ outcome }) => outcome === 'kept');
  const what = kept.length === 0 ? '' : `, ${amount(kept)} kept`;
  return [
    ...deleted.map((copy) => `deleted ${placeOf(copy)}`),
    ...kept.map((copy) => `${colors.yellow('kept')} ${placeOf(copy)}: ${copy.keptBecause ?? ''}`),
    `${colors.bold(plan)}: ${amount(deleted)} deleted${what}`,
  ].join('\n');
}

/** What the listing did not cover, one sentence each. */
export function pruneNotes(report: PruneReport): string[] {
  const { regions } = printableIn(report);
  return regions.flatMap(({ region, more, looked, unseen, misplaced }) => [
    ...(more ? [`${region} has more copies to prune than one prune deletes: run the command again for the rest.`] : []),
    ...(unseen > 0
      ? [
          `${region}: ${looked} data caches were listed, and ListUsage counts ${unseen} more: name the buckets that the plan once copied to with --bucket, or grant eci:DescribeDataCaches there.`,
        ]
      : []),
    ...misplaced.map(
      ({ dataCacheId, source, bucket, path }) =>
        `${region}: ${dataCacheId} is a copy of ${source}, which the plan asks for, but it is shown at ${bucket} ${path}. It is kept; if the plan's place has changed, delete it by hand.`,
    ),
  ]);
}

function placeOf({ region, dataCacheId, source, bucket, path }: PruneReportCopy): string {
  return `${dataCacheId} in ${region} (${source} at ${bucket} ${path})`;
}

function amount(copies: readonly PruneReportCopy[]): string {
  const gib = copies.reduce((sum, { sizeGiB }) => sum + (sizeGiB ?? 0), 0);
  return `${copies.length} ${copies.length === 1 ? 'copy' : 'copies'} (${gib} GiB)`;
}
