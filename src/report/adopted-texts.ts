import { copiesText } from '../copies/counts.js';
import { groupBy } from './report-regions.js';

/** Further differences are only counted; the JSON has the reason of every copy. */
const MAX_SHOWN = 3;

interface AdoptedCopy {
  readonly verdict: string | null;
  readonly reason: string | null;
  /** Absent in a preview. */
  readonly outcome?: string;
}

/**
 * Copies that were adopted, or would be, although something about them is not as the plan says: a sentence per difference,
 * and what to do about it. None if all are as the plan says.
 */
export function adoptedTexts(copies: readonly AdoptedCopy[]): string[] {
  const notes = copies.flatMap((copy) => adoptedNote(copy) ?? []);
  const groups = [...groupBy(notes, (note) => note)].toSorted(([, a], [, b]) => b.length - a.length);
  if (groups.length === 0) return [];
  const isPreview = copies.some(({ outcome }) => outcome === undefined);
  const more = groups.length - MAX_SHOWN;
  return [
    ...groups
      .slice(0, MAX_SHOWN)
      .map(([note, { length }]) => `${copiesText(length)} ${isPreview ? 'to adopt' : 'adopted'} as found: ${note}.`),
    ...(more > 0 ? [`${more} more differences of adopted copies are in the JSON.`] : []),
    'A run does not change a copy that it adopts. To get it as the plan says, delete the copy and run the plan again.',
  ];
}

/** How an adopted copy is not as the plan says. A copy that is not ready shows its reason as such. */
export function adoptedNote({ verdict, reason, outcome = 'ready' }: AdoptedCopy): string | undefined {
  return verdict === 'adopt' && outcome === 'ready' && reason !== null ? reason : undefined;
}
