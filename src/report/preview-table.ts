import { isChange, type PreviewVerdict } from '../copies/verdict.js';
import { advise } from '../eci/classify.js';
import { adoptedTexts } from './adopted-texts.js';
import { selectedText } from './figure-text.js';
import { notAdoptedCopies, previewSummary, quotaWarning, verdictsByRegion } from './preview-facts.js';
import type { Preview, PreviewedCopy } from './preview.js';
import { type Colors, plainTable } from './report-table.js';
import { printableIn } from '../safe-text.js';

/** Further copies are only counted; the JSON output lists all of them. */
const MAX_LISTED = 40;

/** A preview for a terminal: verdicts per region, quota warnings, and every copy that is not adopted. */
export function previewTable(found: Preview, colors: Colors): string {
  const preview = printableIn(found);
  const { head, rows } = verdictsByRegion(preview);
  return [
    ...(preview.selected.length === 0 ? [] : [`sources matched by ${selectedText(preview.selected)}`]),
    plainTable(head.map(colors.bold), rows),
    ...[...preview.regions.flatMap(quotaWarning), ...adoptedTexts(preview.copies)].map((warning) =>
      colors.yellow(warning),
    ),
    '',
    ...notAdopted(preview, colors),
    `${colors.bold(preview.plan)}: ${previewSummary(preview)}`,
    `preview digest ${preview.previewDigest}`,
  ].join('\n');
}

function notAdopted(preview: Preview, colors: Colors): string[] {
  const copies = notAdoptedCopies(preview);
  const lines = copies
    .slice(0, MAX_LISTED)
    .flatMap((copy) => [
      `${painted(copy.verdict, colors)} ${copy.source} to ${copy.region}${because(copy)}`,
      ...(copy.code === null ? [] : [`  ${colors.dim(advise(copy.code))}`]),
    ]);
  const more = copies.length - MAX_LISTED;
  return [
    ...lines,
    ...(more > 0 ? [`and ${more} more; use --output json to list all of them`] : []),
    ...(lines.length > 0 ? [''] : []),
  ];
}

function because({ bucket, path, sizeGiB, generation, code, reason }: PreviewedCopy): string {
  const facts = [
    ...(bucket === null || path === null ? [] : [`${bucket}:${path}`]),
    ...(sizeGiB === null ? [] : [`${sizeGiB} GiB`]),
    ...(generation === 0 ? [] : [`generation ${generation}`]),
  ];
  const why = [code, reason].filter((part) => part !== null).join(': ');
  return `${facts.length === 0 ? '' : ` (${facts.join(', ')})`}${why === '' ? '' : `: ${why}`}`;
}

function painted(verdict: PreviewVerdict, colors: Colors): string {
  return isChange(verdict) ? colors.yellow(verdict) : colors.red(verdict);
}
