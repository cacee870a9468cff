import type { CopyRecord } from './copy-record.js';

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

/** Ends of a generation: what it was asked for by is spent, and the same token would only bring back what is gone. */
const GENERATION_ENDS: ReadonlySet<string | undefined> = new Set(['CopyFailed', 'Vanished', 'IdempotentFailed']);

/**
 * What changes in a copy that failed or conflicts when it is asked for again. What it looks like in its place is found out
 * first; a doubt about an unanswered request stays, and so is settled before anything is asked.
 */
export function planAgain(record: CopyRecord): Partial<CopyRecord> {
  const { state, code, reason, requestedAt } = record;
  const again = {
    code: undefined,
    reason: undefined,
    failures: 0,
    vanished: undefined,
    // One that this run asked for stays its own, however it is found again.
    verdict: requestedAt === undefined ? undefined : record.verdict,
    absentSince: undefined,
    seenAt: undefined,
  };
  // The id of a conflict is another's.
  if (state === 'conflict') return { ...again, id: undefined };
  if (code === undefined || !GENERATION_ENDS.has(code)) return again;
  return { ...again, ...afterGeneration(record, { code, reason }) };
}
