import { MAX_PAYLOAD, payloadBytes } from '../payload/payload-size.js';
import type { CopyRecord } from './copy-record.js';
import { packPlanned } from './packed-records.js';

/**
 * Bytes that a copy adds to its region's packed records until it has ended, besides ids. At worst it was renewed once and
 * then failed: a request id, times of its own, and the ids of the copy and of the earlier generation. None of these can be
 * compressed. Reasons can be left out, see `fitReasons`.
 */
const GROWTH = 110;
const IDS = 2;
/** Bytes of a region's payload besides its records: the copy options, controls and waits. */
const BESIDE = 16 * 1024;
/** Temporal terminates a run whose history exceeds 50 MiB. The rest is for controls. */
const MAX_HISTORY = 32 * 1024 * 1024;

/** A part of a list may compress a little worse than all of it. */
const MARGIN = 0.98;

/** Whether a run can carry its copies to their end. `fitting` is about how many copies would fit. */
export type Room =
  | { readonly kind: 'enough' }
  | { readonly kind: 'regionTooLarge'; readonly fitting: number }
  | { readonly kind: 'runTooLarge'; readonly fitting: number };

/**
 * Checks before anything starts that the payloads of each region, and the run's history, have room for the copies: a payload
 * that is too large would block the run for ever.
 *
 * @param records of one region, before it starts.
 * @param regions the number of regions that start with these records.
 */
export function roomForCopies(records: readonly CopyRecord[], regions: number): Room {
  const begun = payloadBytes(packPlanned(records));
  const ended = records.reduce((sum, { source }) => sum + IDS * source.length + GROWTH, begun);
  const left = MAX_PAYLOAD - BESIDE;
  if (ended > left) return { kind: 'regionTooLarge', fitting: Math.floor((records.length * MARGIN * left) / ended) };
  const history = regions * (begun + ended + 2 * BESIDE);
  if (history <= MAX_HISTORY) return { kind: 'enough' };
  return { kind: 'runTooLarge', fitting: Math.floor((records.length * regions * MAX_HISTORY) / history) };
}
