import type { Packing } from '../payload/packing.js';
import type { CopyRecord } from './copy-record.js';
import { packRows, type RowsByReason, unpackRows } from './rows-by-reason.js';

/** What became of a region's requested copies when its run was cancelled and they were to be deleted. */
export interface Deletion {
  /** Which of the region's records were not deleted, by the reason, a clause. */
  readonly left: RowsByReason;
  /** What the region requested is not known. */
  readonly lost?: true | undefined;
}

const LOST = "not deleted: the region's workflow ended without saying what it requested; look for this plan's tags";

/** A region's records with what became of each requested copy. Ids and times stay: a bill is compared with them. */
export function afterDeletion(records: readonly CopyRecord[], { left, lost }: Deletion): CopyRecord[] {
  if (lost === true) return records.map((record) => ({ ...record, reason: LOST }));
  const reasons = unpackRows(left);
  return records.map((record, row) => {
    if (record.requestedAt === undefined || record.id === undefined) return record;
    const reason = reasons.get(row);
    return reason === undefined
      ? { ...record, state: 'planned', code: undefined, reason: 'deleted on cancellation' }
      : { ...record, reason: `not deleted on cancellation: ${reason}` };
  });
}

/** The same with its reasons as long as `packing` has them: one run's memo tells it of every region. */
export function packDeletion<T extends Deletion>(deletion: T, packing: Packing): T {
  const rows = [...unpackRows(deletion.left)].toSorted(([a], [b]) => a - b);
  return { ...deletion, left: packRows(rows, packing) };
}
