import { PLAIN, type Packing } from './packing.js';

/** A reason as payloads carry it; default: cut where it is a page long. */
export function cutReason<T extends string | undefined>(
  reason: T,
  { reasonLength }: Pick<Packing, 'reasonLength'> = PLAIN,
): T {
  if (reason === undefined || reason.length <= reasonLength) return reason;
  // Half of a character is none.
  return reason.slice(0, reasonLength).replace(/[\uD800-\uDBFF]$/, '') as T;
}
