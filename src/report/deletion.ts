import type { CopyRecord } from './copy-record.js';

/** What became of a region's requested copies when its run was cancelled and they were to be deleted. */
export interface Deletion {
  /** Ids of those that were not deleted, by the reason, a clause. */
  readonly left: readonly { readonly reason: string; readonly ids: readonly string[] }[];
  /** What the region requested is not known. */
  readonly lost?: true | undefined;
}

const LOST = "not deleted: the region's workflow ended without saying what it requested; look for this plan's tags";

/** A region's records with what became of each requested copy. Ids and times stay: a bill is compared with them. */
export function afterDeletion(records: readonly CopyRecord[], { left, lost }: Deletion): CopyRecord[] {
  if (lost === true) return records.map((record) => ({ ...record, reason: LOST }));
  const reasons = new Map(left.flatMap(({ reason, ids }) => ids.map((id) => [id, reason] as const)));
  return records.map((record) => {
    if (record.requestedAt === undefined || record.id === undefined) return record;
    const reason = reasons.get(record.id);
    return reason === undefined
      ? { ...record, state: 'planned', code: undefined, reason: 'deleted on cancellation' }
      : { ...record, reason: `not deleted on cancellation: ${reason}` };
  });
}
