import { createHash } from 'node:crypto';

/** Hex digits that differ for each text and cannot be compressed below half a byte each. */
export function randomHex(of: string, length: number): string {
  return createHash('shake256', { outputLength: Math.ceil(length / 2) })
    .update(of)
    .digest('hex')
    .slice(0, length);
}

/** An id as long as the service's own ids. */
export const longId = (of: string): string => `edc-bp1${randomHex(of, 17)}`;

/** A path of `length` characters, of which `own`, in its middle, differ for each copy. */
export function longPath(n: number, length = 255, own = 64): string {
  const start = `/teams/${'large-language-models/'.repeat(12)}`.slice(0, length - own - 10);
  return `${start}${randomHex(`path ${n}`, own)}/weights`.padEnd(length, '-');
}

/** A reason of its own for each copy, longer than any payload keeps. */
export const longReason = (n: number): string => `DiskFull: volume ${n} ${randomHex(`reason ${n}`, 384)}`;
