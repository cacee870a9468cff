import { sha256Hex } from '../../src/sha256-hex.js';

/** An id of the greatest length that the service uses. */
export const longId = (seed: string): string => `edc-bp1${sha256Hex(seed).slice(0, 17)}`;

/** A path of `length` characters, of which `own` (at most 256) in the middle are unique to `n`. */
export function longPath(n: number, length = 255, own = 64): string {
  const unique = sha256Hex(`path ${n}`).repeat(4).slice(0, own);
  const start = `/teams/${'large-language-models/'.repeat(12)}`.slice(0, length - own - 10);
  return `${start}${unique}/weights`.padEnd(length, '-');
}

/** A long reason that is unique to `n`. Many of them are too large for any payload. */
export const longReason = (n: number): string => `DiskFull: volume ${n} ${sha256Hex(`reason ${n}`).repeat(6)}`;
