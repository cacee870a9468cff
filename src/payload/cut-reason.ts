import { PLAIN, type Packing } from './packing.js';

/** A reason as payloads carry it; default: cut where it is a page long. */
export function cutReason<T extends string | undefined>(
  reason: T,
  { reasonLength }: Pick<Packing, 'reasonLength'> = PLAIN,
): T {
  return reason?.slice(0, reasonLength) as T;
}
