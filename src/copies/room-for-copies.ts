import { TIGHTEST } from '../payload/packing.js';
import { MAX_PAYLOAD, payloadBytes } from '../payload/payload-bytes.js';
import type { CopyRecord } from './copy-record.js';
import { packRecords } from './packed-records.js';

/**
 * Bytes that a copy's row grows by until it has ended, beside its own id, which is as long as its source's: a request id,
 * four times, and the indexes of a code, a reason and an expiry.
 */
const GROWTH = 92;
/** Of a region's payload, bytes that are no copy's: what copies are made with, controls, when it waited. */
const BESIDE = 16 * 1024;
/** Temporal terminates a run whose history is longer than 50 MiB, and controls are to have room in it. */
const MAX_HISTORY = 32 * 1024 * 1024;

/** Whether a run can carry its copies to their end. The numbers are how many copies would fit, about. */
export type Room =
  | { readonly kind: 'enough' }
  | { readonly kind: 'regionTooLarge'; readonly fitting: number }
  | { readonly kind: 'runTooLarge'; readonly fitting: number };

/**
 * Before anything is started: a payload that is too large would leave the run hanging for ever.
 *
 * @param records of one region, as it begins.
 * @param regions how many begin so.
 */
export function roomForCopies(records: readonly CopyRecord[], regions: number): Room {
  const begun = payloadBytes(packRecords(records, 0, TIGHTEST));
  const ended = records.reduce((sum, { source }) => sum + source.length + GROWTH, begun);
  const left = MAX_PAYLOAD - BESIDE;
  if (ended > left) return { kind: 'regionTooLarge', fitting: Math.floor((records.length * left) / ended) };
  const history = regions * (begun + ended + 2 * BESIDE);
  if (history <= MAX_HISTORY) return { kind: 'enough' };
  return { kind: 'runTooLarge', fitting: Math.floor((records.length * regions * MAX_HISTORY) / history) };
}
