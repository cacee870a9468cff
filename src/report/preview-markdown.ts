import { advise } from '../eci/classify.js';
import { adoptedTexts } from './adopted-texts.js';
import { selectedText } from './figure-text.js';
import { printable, printableIn } from '../safe-text.js';
import { markdownCode, markdownTable, markdownText } from './markdown.js';
import { notAdoptedCopies, previewSummary, quotaWarning, verdictsByRegion } from './preview-facts.js';
import type { Preview } from './preview.js';

/**
 * A preview as Markdown, for the summary of a CI job.
 *
 * @param run the command that applies the preview.
 */
export function markdownPreview(found: Preview, run: string): string {
  const preview = printableIn(found);
  const { plan, previewDigest, selected } = preview;
  const { head, rows } = verdictsByRegion(preview);
  const copies = notAdoptedCopies(preview);
  return [
    `# Preview of ${markdownText(plan)}`,
    '',
    `${previewSummary(preview)}.`,
    '',
    `- preview digest: ${markdownCode(previewDigest)}`,
    ...(selected.length === 0 ? [] : [`- sources matched by ${markdownText(selectedText(selected))}`]),
    ...[...preview.regions.flatMap(quotaWarning), ...adoptedTexts(preview.copies)].map(
      (warning) => `- ${markdownText(warning)}`,
    ),
    '',
    ...markdownTable(head, rows),
    ...(copies.length === 0 ? [] : ['', '## Not adopted', '', ...copiesTable(copies)]),
    '',
    'To apply exactly this preview:',
    '',
    `    ${printable(run)}`,
    '',
  ].join('\n');
}

function copiesTable(copies: ReturnType<typeof notAdoptedCopies>): string[] {
  return markdownTable(
    ['verdict', 'source', 'region', 'place', 'GiB', 'generation', 'code', 'reason', 'advice'],
    copies.map(({ verdict, source, region, bucket, path, sizeGiB, generation, code, reason }) => [
      verdict,
      source,
      region,
      bucket === null || path === null ? '' : `${bucket}:${path}`,
      sizeGiB === null ? '' : String(sizeGiB),
      String(generation),
      code ?? '',
      reason ?? '',
      code === null ? '' : advise(code),
    ]),
  );
}
