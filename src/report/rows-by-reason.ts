import { cutReason } from '../payload/cut-reason.js';
import type { Packing } from '../payload/packing.js';

/** Reasons, each with the rows of a list that it is of, from 0: `0-3,7`. Two thousand ids would be too much to repeat. */
export type RowsByReason = readonly { readonly reason: string; readonly rows: string }[];

/** @param reasons by row, in ascending order. */
export function packRows(reasons: Iterable<readonly [row: number, reason: string]>, packing: Packing): RowsByReason {
  const ranges = new Map<string, [from: number, to: number][]>();
  for (const [row, whole] of reasons) {
    const reason = cutReason(whole, packing);
    const known = ranges.get(reason) ?? [];
    const last = known.at(-1);
    if (last?.[1] === row - 1) last[1] = row;
    else known.push([row, row]);
    ranges.set(reason, known);
  }
  return [...ranges].map(([reason, list]) => ({
    reason,
    rows: list.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(','),
  }));
}

/** The reverse of {@link packRows}, but for the ends of reasons; what is no number is no row. */
export function unpackRows(packed: RowsByReason): Map<number, string> {
  const reasons = new Map<number, string>();
  for (const { reason, rows } of packed) {
    for (const range of rows.split(',')) {
      const [from = NaN, to = from] = range.split('-').map(Number);
      for (let row = from; row <= to; row += 1) reasons.set(row, reason);
    }
  }
  return reasons;
}
