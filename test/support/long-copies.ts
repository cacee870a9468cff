import { sha256Hex } from '../../src/sha256-hex.js';

/** The longest that the service's own ids are. */
export const longId = (of: string): string => `edc-bp1${sha256Hex(of).slice(0, 17)}`;

/** A path of `length` characters, of which `own` (at most 256), in its middle, are no other's. */
export function longPath(n: number, length = 255, own = 64): string {
  const unique = sha256Hex(`path ${n}`).repeat(4).slice(0, own);
  const start = `/teams/${'large-language-models/'.repeat(12)}`.slice(0, length - own - 10);
  return `${start}${unique}/weights`.padEnd(length, '-');
}

/** A reason that is too long for any payload, and no other copy's. */
export const longReason = (n: number): string => `DiskFull: volume ${n} ${sha256Hex(`reason ${n}`).repeat(6)}`;
