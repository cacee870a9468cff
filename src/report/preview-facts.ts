import { isChange, PREVIEW_VERDICTS, type PreviewVerdict } from '../copies/verdict.js';
import { changesIn, type Preview, type PreviewedCopy, type PreviewedRegion } from './preview.js';

/** `2 to create, 1 to recreate, 3 to adopt, 1 in conflict`. */
export function previewSummary({ copies }: Preview): string {
  const words = (verdict: PreviewVerdict, n: number) => {
    if (verdict === 'none') return `${n} not surveyed`;
    return verdict === 'conflict' ? `${n} in conflict` : `${n} to ${verdict}`;
  };
  const parts = PREVIEW_VERDICTS.flatMap((verdict) => {
    const n = copies.filter((copy) => copy.verdict === verdict).length;
    return n === 0 ? [] : [words(verdict, n)];
  });
  return parts.length === 0 ? 'no copies' : parts.join(', ');
}

/** One row per region. Verdicts without a copy are omitted, except `create` and `adopt`. */
export function verdictsByRegion({ regions }: Preview): { readonly head: string[]; readonly rows: string[][] } {
  const shown = PREVIEW_VERDICTS.filter(
    (verdict) => verdict === 'create' || verdict === 'adopt' || regions.some(({ verdicts }) => verdicts[verdict] > 0),
  );
  return {
    head: ['region', ...shown, 'GiB to create', 'caches in use', 'room'],
    rows: regions.map(({ region, verdicts, createGiB, usage: { used, max, room } }) => [
      region,
      ...shown.map((verdict) => String(verdicts[verdict])),
      String(createGiB),
      used === null ? 'not known' : `${used} of ${max ?? 'an unknown quota'}`,
      room === null ? 'not known' : String(room),
    ]),
  };
}

/** Warns if the quota of a region is unknown or too small: one sentence, or none. */
export function quotaWarning(previewed: PreviewedRegion): string[] {
  const { region, usage, verdicts } = previewed;
  if (usage.reason !== null) return [`${region}: the quota is not known: ${usage.reason}`];
  // A recreated copy replaces a Failed one, which is deleted first.
  const wanted = changesIn(previewed) - verdicts.recreate;
  if (usage.room === null || wanted <= usage.room) return [];
  const what = `${region}: ${wanted} to create, but the quota has room for ${usage.room}`;
  return [`${what}: a run would wait for capacity; delete data caches there or request a higher quota`];
}

/** Every copy that is not adopted. Copies that a run would not request come first. */
export function notAdoptedCopies({ copies }: Preview): PreviewedCopy[] {
  return copies
    .filter(({ verdict }) => verdict !== 'adopt')
    .toSorted((a, b) => Number(isChange(a.verdict)) - Number(isChange(b.verdict)));
}
