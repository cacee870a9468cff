import { MAX_PAYLOAD, payloadBytes } from './payload-bytes.js';

/** How tightly a list is packed. */
export interface Packing {
  /** A path and a name say only what the row before does not. */
  readonly sharesText: boolean;
  /** Longer reasons are cut, UTF-16 units. */
  readonly reasonLength: number;
}

/** The service's sentences fit, a page of HTML does not. */
const REASON_LENGTH = 160;
/** Bytes up to which a list is read by people, as it is shown in Temporal's UI. */
const READABLE = 64 * 1024;

/** Every text in full, but for a reason that is a page long. */
export const PLAIN: Packing = { sharesText: false, reasonLength: REASON_LENGTH };
const SHARED: Packing = { ...PLAIN, sharesText: true };
/** Nothing takes less. */
export const TIGHTEST: Packing = { sharesText: true, reasonLength: 0 };

/**
 * The first of these that fits: readable, its texts shared, and then with the longest reasons shortened, as little as will
 * do. Ids, codes and states are never shortened, so that the last may be larger than `limit`.
 *
 * @param pack the whole payload, packed so.
 * @param limit bytes; default what one payload may have.
 */
export function packToFit<T>(pack: (packing: Packing) => T, limit = MAX_PAYLOAD): T {
  const plain = pack(PLAIN);
  if (payloadBytes(plain) <= Math.min(READABLE, limit)) return plain;
  let fitting = pack(SHARED);
  if (payloadBytes(fitting) <= limit) return fitting;

  fitting = pack(TIGHTEST);
  let [fits, tooLong] = [0, REASON_LENGTH];
  while (tooLong - fits > 1) {
    const reasonLength = Math.floor((fits + tooLong) / 2);
    const packed = pack({ ...SHARED, reasonLength });
    if (payloadBytes(packed) <= limit) [fits, fitting] = [reasonLength, packed];
    else tooLong = reasonLength;
  }
  return fitting;
}
