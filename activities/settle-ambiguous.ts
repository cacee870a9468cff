import { defined } from '../src/defined.js';
import type { DataCache, Eci } from '../src/eci/eci.js';
import { createdSince } from '../src/reconcile/created-since.js';
import type { WantedCopy } from '../src/reconcile/survey-scope.js';
import { inTheWay, surveyVerdict } from '../src/reconcile/survey-verdict.js';
import { attemptTime, retryLater, startedTime } from './attempt.js';
import type { CopyMemory } from './copy-memory.js';
import type { CopyResult, CopyTask } from './copy-task.js';
import { type SurveyStop, surveyStop } from '../src/reconcile/evidence.js';
import { isPlaced, placeKey, spellings } from '../src/spelling.js';
import { readListing } from './list-data-caches.js';
import { RegionReading } from './read-region.js';

/**
 * For how long after a request its token is trusted to be remembered: a request that was never answered, or one of another
 * run that a look may just have missed.
 */
const TOKEN_TRUST_MS = 5 * 60_000;

/**
 * Whether what is known about the copy's place is recent enough to request the copy now, without a look. Another run may have
 * requested this generation since the place was seen, or a request of this run was never answered. While the token is
 * remembered, the service answers with that copy; later, only a look shows it.
 */
export function mayRequest(task: CopyTask, { ambiguous, seenAt = 0 }: CopyMemory): boolean {
  const since = ambiguous?.since ?? Math.max(task.seenAt ?? 0, seenAt);
  return startedTime() - since <= TOKEN_TRUST_MS;
}

/**
 * Looks before a request where the token may be forgotten, or is known to be taken.
 *
 * @returns `undefined`: the copy may be requested.
 */
export async function settleBeforeRequest(
  eci: Eci,
  task: CopyTask,
  memory: CopyMemory,
): Promise<CopyResult | undefined> {
  if (memory.mismatchSince !== undefined) return settleMismatch(eci, task, memory, memory.mismatchSince);
  const { ambiguous } = memory;
  if (mayRequest(task, memory)) return undefined;
  if (ambiguous === undefined) return atPlace(eci, task, memory);

  const why = { code: 'Unanswered', text: 'an earlier request was never answered' };
  const known = (await atPlace(eci, task, memory)) ?? (await awaitAbsence(eci, task, memory, ambiguous.until, why));
  if (known === undefined) memory.settled();
  return known;
}

/** The token was used with other parameters, so this generation exists, whoever requested it. */
export async function settleMismatch(eci: Eci, task: CopyTask, memory: CopyMemory, since: number): Promise<CopyResult> {
  memory.mismatchSince = since;
  const why = { code: 'IdempotentParameterMismatch', text: 'this copy was requested before' };
  return (
    (await atPlace(eci, task, memory)) ??
    (await awaitAbsence(eci, task, memory, since, why)) ?? {
      kind: 'spent',
      code: 'Vanished',
      reason: `${why.text} and no longer exists`,
      attempts: memory.calls,
    }
  );
}

/** The copy that a look found. This run requested it if it was created since the first unanswered request. */
export function takeFound(found: Extract<CacheAtPlace, { kind: 'ours' }>, memory: CopyMemory): CopyResult {
  const { id, generation, createdAt, servedAt } = found;
  const { ambiguous, ambiguousFor, calls: attempts } = memory;
  const isRequested =
    ambiguous !== undefined &&
    createdSince(createdAt, servedAt === undefined ? ambiguous.since : servedAt - ambiguousFor);
  return { kind: 'found', id, generation, attempts, ...(isRequested ? { requestedAt: ambiguous.since } : {}) };
}

/** What a look at the copy's bucket and path settles; `undefined`: nothing there matters. */
async function atPlace(eci: Eci, task: CopyTask, memory: CopyMemory): Promise<CopyResult | undefined> {
  const began = startedTime();
  const found = await memory.look(() => lookAtPlace(eci, task));
  const attempts = memory.calls;
  switch (found.kind) {
    case 'ours':
      return takeFound(found, memory);
    case 'conflict':
      // Never overwritten: a request now could only buy a second copy, or replace it.
      return { ...found, attempts };
    case 'ending':
      return { kind: 'spent', code: 'Vanished', reason: 'this generation of the copy is being deleted', attempts };
    case 'nothing':
      memory.seenAt = began;
      return undefined;
    case 'unknown':
      return awaitCompleteAnswer(task, memory);
  }
}

/** A look that proves nothing is repeated. If that lasts, nothing is bought. */
function awaitCompleteAnswer(task: CopyTask, memory: CopyMemory): CopyResult {
  const now = attemptTime();
  memory.blindSince ??= now;
  const reason = 'the service did not show completely what exists at the destination';
  if (now - memory.blindSince >= task.absentAfter) {
    return { kind: 'refused', family: 'request', code: 'SurveyPartial', reason, attempts: memory.calls };
  }
  memory.leave();
  throw retryLater(`${reason}; looking again`, 'SurveyPartial', task.pollEvery);
}

/**
 * After a look that showed nothing: `undefined` once that counts as absence, which takes `absentAfter` since a copy may last
 * have been made, and a region that shows such copies. Until then it throws, to be retried. A region that does not show
 * everything is refused.
 */
async function awaitAbsence(
  eci: Eci,
  task: CopyTask,
  memory: CopyMemory,
  since: number,
  why: { readonly code: string; readonly text: string },
): Promise<CopyResult | undefined> {
  const now = attemptTime();
  let words = 'it is not shown yet';
  if (now - since >= task.absentAfter) {
    const hidden = await memory.look(() => hiding(eci, task));
    if (hidden === undefined) return undefined;
    memory.blindSince ??= now;
    if (now - memory.blindSince >= task.absentAfter) {
      const reason = `${why.text}, and whether it made a copy is not known: ${hidden.reason}`;
      return { kind: 'refused', family: 'request', code: hidden.code, reason, attempts: memory.calls };
    }
    words = hidden.reason;
  }
  memory.leave();
  throw retryLater(`${why.code}: ${why.text}; ${words}`, why.code, task.pollEvery);
}

/** Why the region may hide a copy that is not shown; `undefined`: it shows all of them, or the plan trusts it to. */
async function hiding(eci: Eci, task: CopyTask): Promise<SurveyStop | undefined> {
  const { region, blindSurvey, showsCopies, buckets = [task.bucket] } = task;
  if (blindSurvey === 'trust' || showsCopies === true) return undefined;
  return surveyStop(await new RegionReading(eci, { region }).view(buckets), 'strict');
}

/** What exists where a copy belongs. */
export type CacheAtPlace =
  | {
      readonly kind: 'ours';
      readonly id: string;
      readonly generation: number;
      readonly createdAt?: string;
      /** When the service showed it, by its own clock, epoch ms. Absent: it did not say. */
      readonly servedAt?: number;
    }
  | { readonly kind: 'conflict'; readonly id: string; readonly code: string; readonly reason: string }
  /** This generation, or a later one, was made and is being deleted: its token must not be used again. */
  | { readonly kind: 'ending' }
  | { readonly kind: 'nothing' }
  /** Nothing was shown by an answer that proves nothing. */
  | { readonly kind: 'unknown' };

/**
 * Looks by bucket and path for the copy that a task may already have made. A Failed copy of this generation counts too: what
 * to do about it is decided where all copies are watched. An older generation that the request replaces does not matter.
 *
 * @throws EciError
 */
export async function lookAtPlace(eci: Eci, task: CopyTask): Promise<CacheAtPlace> {
  const { standing, isComplete, servedAt } = await readPlace(eci, task);
  const ours = (id: string, generation: number) => foundCopy(id, generation, standing, servedAt);
  const verdict = surveyVerdict(nameOf(task), standing, task, attemptTime());
  switch (verdict.verdict) {
    case 'create':
      if (verdict.generation > task.generation) return { kind: 'ending' };
      return isComplete ? { kind: 'nothing' } : { kind: 'unknown' };
    case 'conflict':
      return { kind: 'conflict', id: verdict.id, code: verdict.code, reason: verdict.reason };
    case 'adopt':
      // An older generation that the request does not replace knowingly was not seen when it was decided on: it is taken.
      return verdict.generation >= task.generation || task.replaces?.includes(verdict.id) !== true
        ? ours(verdict.id, verdict.generation)
        : besideOlder(task, standing);
    case 'recreate':
    case 'renew':
    case 'supersede':
      return verdict.generation > task.generation
        ? ours(verdict.id, verdict.generation - 1)
        : besideOlder(task, standing);
  }
}

/** What is wanted, whatever is known of its generations: the look decides by what it sees. */
function nameOf({ source, bucket, path, name }: CopyTask): WantedCopy {
  return { source, bucket, path, name };
}

/** The data caches at the copy's place, in whatever spelling the service finds it, except those deleted for this copy. */
async function readPlace(eci: Eci, task: CopyTask) {
  const { region, deleted } = task;
  const key = placeKey(task);
  const standing = new Map<string, DataCache>();
  let isComplete = true;
  let servedAt: number | undefined;
  for (const { bucket, path } of spellings(task, task.keepsPaths)) {
    const listing = await readListing(eci, { region, bucket, path }, (cache) => {
      const isHere = !isPlaced(cache) || placeKey(cache) === key;
      if (isHere && deleted?.ids.includes(cache.id) !== true) standing.set(cache.id, cache);
    });
    isComplete &&= listing.isComplete;
    ({ servedAt } = listing);
    if (standing.size > 0) break;
  }
  return { standing: [...standing.values()], isComplete, servedAt };
}

/** An older generation of ours does not matter, but a cache of others beside it does. */
function besideOlder(task: CopyTask, standing: readonly DataCache[]): CacheAtPlace {
  const conflict = inTheWay(task, standing, task);
  if (conflict === undefined) return { kind: 'nothing' };
  const { id, code, reason } = conflict;
  return { kind: 'conflict', id, code, reason };
}

function foundCopy(
  id: string,
  generation: number,
  standing: readonly DataCache[],
  servedAt: number | undefined,
): CacheAtPlace {
  const createdAt = standing.find((cache) => cache.id === id)?.createdAt;
  return { kind: 'ours', id, generation, ...defined({ createdAt, servedAt }) };
}
