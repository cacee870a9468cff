import type { Counts } from '../copies/counts.js';

/** `22 of 24 copies ready (3 adopted), 1 failed, 1 pending`. */
export function countText(counts: Counts): string {
  const { planned, ready, adopted, failed, conflict, skipped, pending } = counts;
  const others: [number, string][] = [
    [failed, 'failed'],
    [conflict, 'in conflict'],
    [skipped, 'skipped'],
    [pending, 'pending'],
  ];
  const found = adopted > 0 ? ` (${adopted} adopted)` : '';
  return [
    `${ready} of ${planned} ${planned === 1 ? 'copy' : 'copies'} ready${found}`,
    ...others.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`),
  ].join(', ');
}
