import type { CopyRecord } from '../../src/report/copy-record.js';

/** What changes in a copy whose generation has come to a definite end, so that the next one can be asked for. */
export function afterGeneration(
  record: CopyRecord,
  { code, reason }: { readonly code: string; readonly reason: string | undefined },
): Partial<CopyRecord> {
  const { generation, id } = record;
  return {
    generation: generation + 1,
    ended: [...(record.ended ?? []), { generation, id, code, reason }],
    id: undefined,
    requestId: undefined,
    requestedAt: undefined,
    absentSince: undefined,
    ambiguousSince: undefined,
    seenAt: undefined,
  };
}
