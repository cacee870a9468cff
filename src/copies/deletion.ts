import { z } from 'zod';
import { cutReason } from '../payload/fit-reasons.js';
import type { CopyRecord } from './copy-record.js';

/** How long a deletion or a prune retries throttled and unanswered calls: a cancelled run waits for it meanwhile. */
export const DELETION_PATIENCE_MS = 10 * 60_000;

/** The result of deleting the copies that a region requested, after its run was cancelled with deletion. */
export interface Deletion {
  /** Which of the region's records were not deleted, by the reason, a clause. */
  readonly left: RowsByReason;
  /** What the region requested is not known. */
  readonly lost?: true | undefined;
}

/** As a run notes it in its memo. */
export const deletionSchema: z.ZodType<Deletion> = z.object({
  left: z.array(z.object({ reason: z.string(), rows: z.string() })),
  lost: z.literal(true).optional(),
});

const LOST = "not deleted: the region's workflow ended without saying what it requested; look for this plan's tags";

/** The records of a region with the result for each requested copy. Ids and times stay, so that a bill can be checked. */
export function afterDeletion(records: readonly CopyRecord[], { left, lost }: Deletion): CopyRecord[] {
  if (lost === true) return records.map((record) => ({ ...record, reason: LOST }));
  const reasons = unpackRows(left);
  return records.map((record, row) => {
    if (!isToBeDeleted(record)) return record;
    const reason = reasons.get(row);
    return reason === undefined
      ? { ...record, state: 'planned', code: undefined, reason: 'deleted on cancellation' }
      : { ...record, reason: `not deleted on cancellation: ${reason}` };
  });
}

/** The records whose copies the deletion deleted. */
export function deletedRecords(records: readonly CopyRecord[], { left, lost }: Deletion): ReadonlySet<CopyRecord> {
  if (lost === true) return new Set();
  const reasons = unpackRows(left);
  return new Set(records.filter((record, row) => isToBeDeleted(record) && !reasons.has(row)));
}

/** How many copies the run requested, and how many of them were deleted. @param deletion absent before its result is known. */
export function countDeletion(
  records: readonly CopyRecord[],
  deletion: Deletion | undefined,
): { readonly deleted: number; readonly left: number } {
  const deleted = deletion === undefined ? 0 : deletedRecords(records, deletion).size;
  return { deleted, left: records.filter(isToBeDeleted).length - deleted };
}

/** Only copies that the run requested are deleted. */
function isToBeDeleted({ requestedAt, id }: CopyRecord): boolean {
  return requestedAt !== undefined && id !== undefined;
}

/** The same with shorter reasons: the memo of a run holds the deletions of all regions. @param reasonLength UTF-16 units. */
export function packDeletion<T extends Deletion>(deletion: T, reasonLength: number): T {
  const rows = [...unpackRows(deletion.left)].toSorted(([a], [b]) => a - b);
  return { ...deletion, left: packRows(rows, reasonLength) };
}

/** Reasons, each with the rows of a list that it applies to, from 0: `0-3,7`. */
export type RowsByReason = readonly { readonly reason: string; readonly rows: string }[];

/**
 * @param reasons by row, in ascending order.
 * @param reasonLength the longest reason, UTF-16 units.
 */
export function packRows(
  reasons: Iterable<readonly [row: number, reason: string]>,
  reasonLength: number,
): RowsByReason {
  const ranges = new Map<string, [from: number, to: number][]>();
  for (const [row, whole] of reasons) {
    const reason = cutReason(whole, reasonLength);
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

/** The reverse of {@link packRows}, except for the ends of reasons. A row that is not a number is ignored. */
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
