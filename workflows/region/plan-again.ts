import type { CopyRecord } from '../../src/report/copy-record.js';
import { afterGeneration } from './after-generation.js';

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
