import type { Eci } from '../src/eci/eci.js';
import { createdSince } from '../src/reconcile/created-since.js';
import { askAgain } from './ask-again.js';
import { attemptTime, startedTime } from './attempt.js';
import type { CopyMemory } from './copy-memory.js';
import type { CopyResult, CopyTask } from './copy-task.js';
import { type FoundCopy, lookUpCopy } from './look-up-copy.js';
import { patiently } from './patiently.js';
import { regionSight } from './region-sight.js';

/**
 * A token is trusted to be remembered for this long after a request: one that was never answered, or one of another run
 * that a look may just have missed.
 */
const TOKEN_TRUST_MS = 5 * 60_000;

/** Looks before asking again where the token may be forgotten, or is known to be taken; `undefined`: ask. */
export async function settleDoubt(eci: Eci, task: CopyTask, memory: CopyMemory): Promise<CopyResult | undefined> {
  if (memory.mismatchSince !== undefined) return settleMismatch(eci, task, memory, memory.mismatchSince);
  const { doubt } = memory;
  if (mayAsk(task, memory)) return undefined;
  if (doubt === undefined) return standing(eci, task, memory);

  const why = { code: 'Unanswered', text: 'an earlier request was never answered' };
  const known = (await standing(eci, task, memory)) ?? (await awaitAbsence(eci, task, memory, doubt.until, why));
  if (known === undefined) memory.endDoubt();
  return known;
}

/**
 * Whether what is known of the copy's place is young enough to ask without a look, now. Another run may have asked for this
 * generation since the place was looked at, or a request of this one was never answered: while the token is remembered the
 * service answers with that copy; later only a look tells of it.
 */
export function mayAsk(task: CopyTask, { doubt, seenAt = 0 }: CopyMemory): boolean {
  const since = doubt?.since ?? Math.max(task.seenAt ?? 0, seenAt);
  return startedTime() - since <= TOKEN_TRUST_MS;
}

/** The token was used with other parameters, so this generation exists, whoever asked for it. */
export async function settleMismatch(eci: Eci, task: CopyTask, memory: CopyMemory, since: number): Promise<CopyResult> {
  memory.mismatchSince = since;
  const why = { code: 'IdempotentParameterMismatch', text: 'this copy was asked for before' };
  return (
    (await standing(eci, task, memory)) ??
    (await awaitAbsence(eci, task, memory, since, why)) ?? {
      kind: 'spent',
      code: 'Vanished',
      reason: `${why.text} and is no longer there`,
      attempts: memory.calls,
    }
  );
}

/** The copy that a look showed. It was requested by this run if it was made since the first unanswered request. */
export function takeFound(found: Extract<FoundCopy, { kind: 'ours' }>, memory: CopyMemory): CopyResult {
  const { id, generation, createdAt } = found;
  const { doubt, calls: attempts } = memory;
  const requested = doubt !== undefined && createdSince(createdAt, doubt.since);
  return { kind: 'found', id, generation, attempts, ...(requested ? { requestedAt: doubt.since } : {}) };
}

/** What a look at the copy's bucket and path settles; `undefined`: nothing that matters stands there. */
async function standing(eci: Eci, task: CopyTask, memory: CopyMemory): Promise<CopyResult | undefined> {
  const lookedAt = startedTime();
  const found = await patiently(memory, () => lookUpCopy(eci, task));
  const attempts = memory.calls;
  switch (found.kind) {
    case 'ours':
      return takeFound(found, memory);
    case 'conflict':
      // Never overwritten: asking now could only buy a copy beside it, or in its place.
      return { ...found, attempts };
    case 'ending':
      return { kind: 'spent', code: 'Vanished', reason: 'this generation of the copy is being deleted', attempts };
    case 'nothing':
      memory.seenAt = lookedAt;
      return undefined;
  }
}

/**
 * After a look that showed nothing: `undefined` once that is believed, which takes `absentAfter` since a copy may last
 * have been made, and a region that is seen. Until then it throws, to be tried again; a region that stays blind is refused.
 */
async function awaitAbsence(
  eci: Eci,
  task: CopyTask,
  memory: CopyMemory,
  since: number,
  why: { readonly code: string; readonly text: string },
): Promise<CopyResult | undefined> {
  const trusted = task.blindSurvey === 'trust';
  const sight = trusted
    ? ({ seen: true } as const)
    : await patiently(memory, () => regionSight(eci, task.region, task.buckets ?? [task.bucket]));
  const now = attemptTime();
  if (sight.seen) {
    memory.blindSince = undefined;
    if (now - since >= task.absentAfter) return undefined;
  } else {
    memory.blindSince ??= now;
    if (now - memory.blindSince >= task.absentAfter) {
      const reason = `${why.text}, and what became of it is not shown: ${sight.reason}`;
      return { kind: 'refused', family: 'request', code: 'SurveyBlind', reason, attempts: memory.calls };
    }
  }
  memory.leave();
  const seen = sight.seen ? 'it is not shown yet' : sight.reason;
  throw askAgain(`${why.code}: ${why.text}; ${seen}`, why.code, task.pollEvery);
}
