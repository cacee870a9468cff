import { advise } from '../eci/classify.js';
import { changesIn, type Preview, type PreviewedCopy, type PreviewedRegion } from './preview.js';
import { isChange, PREVIEW_VERDICTS, type PreviewVerdict } from './preview-verdict.js';
import { printable } from './printable.js';
import { selectedText } from './selected-text.js';
import { type Colors, plainTable } from './table.js';

/** More copies than these are counted: the JSON has them all. */
const MAX_TOLD = 40;

/** A preview for a terminal: verdicts by region, what the quotas have room for, and every copy that is not adopted. */
export function previewTable(preview: Preview, colors: Colors): string {
  return [
    ...(preview.selected.length === 0 ? [] : [`sources matched by ${selectedText(preview.selected)}`]),
    verdictsByRegion(preview, colors),
    ...preview.regions.flatMap((region) => quotaWarnings(region, colors)),
    '',
    ...notAdopted(preview, colors),
    `${colors.bold(preview.plan)}: ${summary(preview)}`,
    `preview digest ${preview.previewDigest}`,
  ].join('\n');
}

/** `2 to create, 1 to recreate, 3 to adopt, 1 in conflict`. */
function summary({ copies }: Preview): string {
  const words = (verdict: PreviewVerdict, n: number) => {
    if (verdict === 'none') return `${n} that cannot be judged`;
    return verdict === 'conflict' ? `${n} in conflict` : `${n} to ${verdict}`;
  };
  const told = PREVIEW_VERDICTS.flatMap((verdict) => {
    const n = copies.filter((copy) => copy.verdict === verdict).length;
    return n === 0 ? [] : [words(verdict, n)];
  });
  return told.length === 0 ? 'no copies' : told.join(', ');
}

/** A verdict that no copy has is not shown, but for the two that are always asked about. */
function verdictsByRegion({ regions }: Preview, colors: Colors): string {
  const shown = PREVIEW_VERDICTS.filter(
    (verdict) => verdict === 'create' || verdict === 'adopt' || regions.some(({ verdicts }) => verdicts[verdict] > 0),
  );
  return plainTable(
    ['region', ...shown, 'GiB to create', 'caches in use', 'room'].map(colors.bold),
    regions.map(({ region, verdicts, createGiB, usage: { used, max, room } }) => [
      region,
      ...shown.map((verdict) => String(verdicts[verdict])),
      String(createGiB),
      used === null ? 'not known' : `${used} of ${max ?? 'an unknown quota'}`,
      room === null ? 'not known' : String(room),
    ]),
  );
}

function quotaWarnings(previewed: PreviewedRegion, colors: Colors): string[] {
  const { region, usage, verdicts } = previewed;
  if (usage.reason !== null) return [colors.yellow(printable(`${region}: its quota is not known: ${usage.reason}`))];
  // What is recreated takes the place of the Failed one, which is deleted first.
  const wanted = changesIn(previewed) - verdicts.recreate;
  if (usage.room === null || wanted <= usage.room) return [];
  const what = `${region}: ${wanted} to create, and room for ${usage.room} in its quota`;
  return [colors.yellow(`${what}: a run would wait for capacity; delete caches there, or ask for a higher quota`)];
}

/** What a run could not do first. */
function notAdopted({ copies }: Preview, colors: Colors): string[] {
  const told = copies
    .filter(({ verdict }) => verdict !== 'adopt')
    .toSorted((a, b) => Number(isChange(a.verdict)) - Number(isChange(b.verdict)));
  const lines = told
    .slice(0, MAX_TOLD)
    .flatMap((copy) => [
      `${painted(copy.verdict, colors)} ${copy.source} to ${copy.region}${printable(because(copy))}`,
      ...(copy.code === null ? [] : [`  ${colors.dim(printable(advise(copy.code)))}`]),
    ]);
  const more = told.length - MAX_TOLD;
  return [
    ...lines,
    ...(more > 0 ? [`and ${more} more, which --output json has`] : []),
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
