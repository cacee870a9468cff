import { defined } from '../defined.js';
import type { CopyChange, CopyRecord } from './copy-record.js';

/** How a generation came to its definite end. */
export interface GenerationEnd {
  readonly code: string;
  readonly reason?: string | undefined;
  /** A Failed copy to delete before the next generation is requested. */
  readonly failedId?: string;
}

/** Plans the next generation of a copy; or fails the copy, once `attempts` generations have ended in this run. */
export function nextGeneration(record: CopyRecord, end: GenerationEnd, attempts: number): CopyChange {
  const { code, reason, failedId } = end;
  const { source, generation } = record;
  const failures = record.failures + 1;
  if (failures >= attempts) return { state: 'failed', failures, code, reason };
  return {
    ...afterGeneration(record, end),
    state: 'planned',
    failures,
    deleteFirst: failedId === undefined ? undefined : [{ id: failedId, source, generation, status: 'Failed' }],
    code,
    reason,
  };
}

/** Whether the copy failed because its generation has definitely ended. */
export function hasDefinitelyEnded({ state, code }: Pick<CopyRecord, 'state' | 'code'>): boolean {
  return state === 'failed' && DEFINITE_ENDS.has(code);
}

/** The codes of a definite end: the client token is used up, and would only return what no longer exists. */
const DEFINITE_ENDS: ReadonlySet<string | undefined> = new Set(['CopyFailed', 'Vanished', 'IdempotentFailed']);

/**
 * Plans a failed or conflicting copy again. Its place is surveyed before it is requested. If an earlier request was never
 * answered, the copy stays ambiguous, so that this is settled first.
 */
export function planAgain(record: CopyRecord): CopyChange {
  const { state, code, reason, requestedAt } = record;
  const again: CopyChange = {
    state: 'planned',
    code: undefined,
    reason: undefined,
    failures: 0,
    vanished: undefined,
    // A copy that this run requested stays its own, whatever a survey finds.
    verdict: requestedAt === undefined ? undefined : record.verdict,
    absentSince: undefined,
    seenAt: undefined,
  };
  // The id of a conflict belongs to the cache in the way.
  if (state === 'conflict') return { ...again, id: undefined };
  // It may exist, so it is watched again, and never requested again.
  if (code === 'NotVisible') return { ...again, state: 'copying', verdict: record.verdict };
  if (code === undefined || !DEFINITE_ENDS.has(code)) return again;
  return { ...again, ...afterGeneration(record, { code, reason }) };
}

/** What changes when a generation has definitely ended, so that the next one can be requested. */
function afterGeneration(record: CopyRecord, { code, reason }: GenerationEnd): CopyChange {
  const { generation, id, requestedAt } = record;
  return {
    generation: generation + 1,
    ended: [...(record.ended ?? []), { generation, id, code, reason, ...defined({ requestedAt }) }],
    id: undefined,
    requestId: undefined,
    requestedAt: undefined,
    askedAt: undefined,
    retentionDays: undefined,
    seen: undefined,
    absentSince: undefined,
    ambiguousSince: undefined,
    seenAt: undefined,
    lookedAt: undefined,
  };
}
