import type { CopyResult } from '../../activities/copy-task.js';
import type { CacheChange } from '../../activities/watch-data-caches.js';
import type { CopyChange, CopyRecord, ExtensibleCopy, FormerCopy } from '../../src/copies/copy-record.js';
import { nextGeneration } from '../../src/copies/generation.js';
import { SOURCE_NOT_SHOWN } from '../../src/copies/planned-records.js';
import type { Stopped } from '../../src/copies/stop.js';
import { classify } from '../../src/eci/classify.js';
import { createdSince } from '../../src/reconcile/created-since.js';
import type { Formers, SurveyVerdict } from '../../src/reconcile/survey-verdict.js';

/*
 * The transitions of one copy: what changes in its record when something happens. All are pure. A change with a `state`
 * moves the copy to the end of that state's queue. Times are epoch ms.
 */

/**
 * The place of the copy was surveyed. What exists there follows as a verdict, unless the place is empty.
 *
 * @param surveyBegan when a survey began that showed the whole region. Absent: it proves nothing about the place, which has
 * to be looked at before the copy is requested.
 */
export function surveyed({ verdict = 'create' }: CopyRecord, surveyBegan: number | undefined): CopyChange {
  return { verdict, seenAt: surveyBegan };
}

/** Why the generation ended that is replaced under such a verdict. */
const ENDED_BY = { recreate: 'CopyFailed', renew: 'Renewed', supersede: 'Superseded' } as const;

/** The survey's verdict on a copy that is not requested yet. */
export function judged(record: CopyRecord, found: SurveyVerdict, now: number): CopyChange {
  const { state } = record;
  const { verdict } = found;
  switch (found.verdict) {
    case 'create': {
      const generation = Math.max(record.generation, found.generation);
      return { state, verdict, generation, ...toRequest(record, found, now), ...goneCopy(record, found.gone) };
    }
    case 'adopt': {
      const { id, generation, expiresAt, reason, deleteAfterwards, unseen } = found;
      const isOwn = record.requestedAt !== undefined && record.id === id;
      const adopted: CopyChange = {
        verdict: isOwn ? record.verdict : verdict,
        requestedAt: isOwn ? record.requestedAt : undefined,
        id,
        generation,
        expiresAt,
        code: undefined,
        reason,
        deleteAfterwards,
        underWaySince: now,
        seen: unseen === true ? record.seen : true,
        retentionDays: record.id === id ? record.retentionDays : undefined,
      };
      return found.status === 'Available'
        ? { ...adopted, state: 'ready', readyAt: now }
        : { ...adopted, state: 'copying' };
    }
    case 'recreate':
    case 'renew':
    case 'supersede': {
      const { id, reason, extend } = found;
      const generation = Math.max(record.generation, found.generation);
      const end = { generation: found.generation - 1, id, code: ENDED_BY[found.verdict], reason };
      // This run may have seen the same generation end already.
      const ended = [...(record.ended ?? []).filter((other) => other.generation !== end.generation), end];
      return { state, verdict, generation, reason, ended, extend, ...toRequest(record, found, now) };
    }
    case 'conflict': {
      const { id, code, reason } = found;
      return { state: 'conflict', verdict, id, code, reason };
    }
  }
}

/** What changes in a copy that is to be requested: it has no id yet, and these copies are to go. */
function toRequest({ deleted }: CopyRecord, found: Formers, now: number): CopyChange {
  const { deleteFirst, deleteAfterwards, leaving } = found;
  const leavingNow = leaving === undefined ? deleted : { at: now, ids: leaving };
  const unknown = { id: undefined, requestedAt: undefined, seen: undefined, retentionDays: undefined };
  return { ...unknown, deleteFirst, deleteAfterwards, deleted: leavingNow };
}

/** The former generation was looked up by its id, and no longer exists. */
function goneCopy({ generation, ended = [] }: CopyRecord, id: string | undefined): CopyChange {
  if (id === undefined) return {};
  const end = { generation, id, code: 'Vanished', reason: `${id} no longer exists` };
  return { ended: [...ended.filter((other) => other.generation !== generation), end] };
}

/** Everything in the copy's `deleteFirst` is deleted, or may stay. */
export function madeWay({ deleteFirst = [], deleted }: CopyRecord, now: number): CopyChange {
  if (deleteFirst.length === 0) return {};
  const ids = [...(deleted?.ids ?? []), ...deleteFirst.map(({ id }) => id)];
  return { deleteFirst: undefined, deleted: { at: now, ids } };
}

/**
 * The Failed copy that this one was to replace shows another status at its deletion: it is adopted instead, and watched until
 * it is ready or Failed again.
 */
export function recovered(record: CopyRecord, { id, generation }: FormerCopy, now: number): CopyChange {
  const requestedAt = record.ended?.find((other) => other.id === id)?.requestedAt;
  return {
    ...keptCopy(record, { id, generation }, now),
    requestedAt,
    verdict: requestedAt === undefined ? 'adopt' : record.verdict,
    deleteFirst: undefined,
  };
}

/** The copy that was to be renewed is kept longer instead. It is watched until it is Available again. */
export function extended(record: CopyRecord, extensible: ExtensibleCopy, now: number): CopyChange {
  return { ...keptCopy(record, extensible, now), extend: undefined };
}

/** A former copy that is kept after all, so that it has neither ended nor is to be deleted. */
function keptCopy(
  { ended, deleteAfterwards }: CopyRecord,
  { id, generation }: Pick<FormerCopy, 'id' | 'generation'>,
  now: number,
): CopyChange {
  const isOther = (other: { readonly id?: string | undefined }) => other.id !== id;
  return {
    ...underWay(now),
    id,
    generation,
    seen: true,
    ended: ended?.filter(isOther),
    deleteAfterwards: deleteAfterwards?.filter(isOther),
  };
}

/** The copy that was to be kept longer has to be renewed. */
export function notExtended({ reason }: CopyRecord, why: string): CopyChange {
  return { extend: undefined, reason: `${reason}; not extended: ${why}` };
}

/** A copy that should make way was not deleted: a request now would buy a second copy beside it. */
export function blockedBy(former: FormerCopy, reason: string): CopyChange {
  return { state: 'conflict', id: former.id, code: 'NotDeleted', reason };
}

/** What the effect of an answer depends on besides the copy. */
export interface AnswerContext {
  readonly now: number;
  /** `policy.failedCopy.attempts`. */
  readonly maxGenerations: number;
  /** Whether the region is stopped, after the answer's own effect on the region. */
  readonly isStopped: boolean;
  /** When the request was sent that was answered. */
  readonly since: number;
  /** The retention with which the copy was requested, days. */
  readonly retentionDays?: number | undefined;
}

/** The request for the copy was answered. */
export function answered(record: CopyRecord, result: CopyResult, context: AnswerContext): CopyChange {
  // The copy stays ambiguous after every answer that does not settle the earlier request; `spent` begins a new generation.
  const ambiguousSince = 'ambiguousSince' in result ? result.ambiguousSince : undefined;
  const attempts = record.attempts + result.attempts;
  return { attempts, ambiguousSince, ...byKind(record, result, context) };
}

function byKind(record: CopyRecord, result: CopyResult, context: AnswerContext): CopyChange {
  const { now } = context;
  switch (result.kind) {
    case 'accepted': {
      const { id, generation, requestId, lookedAt } = result;
      const { askedAt = record.ambiguousSince ?? context.since } = result;
      const { retentionDays } = context;
      const accepted = { id, generation, requestId, requestedAt: now, askedAt, lookedAt, retentionDays };
      return { ...underWay(now), ...accepted, ...besideFormers(record) };
    }
    case 'found': {
      const { id, generation, requestedAt } = result;
      return { ...underWay(now), id, generation, requestedAt, seen: true };
    }
    case 'held':
      return { state: 'planned', code: result.code, reason: result.reason };
    case 'gaveUp': {
      const { code, reason, requestId } = result;
      return { state: 'failed', code, reason, requestId };
    }
    case 'sourceNotReady':
      return { state: 'awaitingSource', reason: result.reason, awaitingSince: now };
    case 'spent':
      return nextGeneration(record, { code: result.code, reason: result.reason }, context.maxGenerations);
    case 'conflict': {
      const { id, code, reason } = result;
      return { state: 'conflict', id, code, reason };
    }
    case 'refused':
      return refused(record, result, context);
  }
}

/** What was to make way may stay until the copy is Available, since the region accepted the copy beside it. */
function besideFormers({ deleteFirst, deleteAfterwards = [] }: CopyRecord): CopyChange {
  return deleteFirst === undefined
    ? {}
    : { deleteFirst: undefined, deleteAfterwards: [...deleteFirst, ...deleteAfterwards] };
}

function underWay(now: number): CopyChange {
  return { state: 'copying', underWaySince: now, deleted: undefined, code: undefined, reason: undefined };
}

function refused(
  record: CopyRecord,
  result: Extract<CopyResult, { kind: 'refused' }>,
  { isStopped }: AnswerContext,
): CopyChange {
  const { family, code, reason, requestId } = result;
  // The account was refused and the region paused for it: the copy is requested again once the run is resumed.
  if (family === 'account' && !isStopped) return { state: 'planned', code, reason, requestId };
  const [old] = record.deleteAfterwards ?? [];
  // Not where the service was down for a day, or a look proved nothing: those end as `request` too.
  const isRejected = family === 'request' && classify(code, 400) === 'request';
  if (record.verdict === 'renew' && isRejected && old !== undefined) {
    const words = `${code}: ${reason}; ${old.id} stays until it expires`;
    return { state: 'conflict', id: old.id, code: 'RenewalRefused', reason: words, requestId };
  }
  return { state: 'failed', code, reason, requestId };
}

/**
 * The request was cancelled without an answer. A call may have been made, so the copy is ambiguous. A probe that backs off after
 * definite refusals ends in the same way as after lost answers: the server only says that no attempt was running.
 */
export function unanswered({ ambiguousSince }: CopyRecord, requestedSince: number): CopyChange {
  return { state: 'planned', ambiguousSince: ambiguousSince ?? requestedSince };
}

/** The activity that requests the copy ended without a result. */
export function requestFailed({ ambiguousSince }: CopyRecord, requestedSince: number, error: unknown): CopyChange {
  const reason = String(error);
  return { state: 'failed', code: 'ActivityFailed', reason, ambiguousSince: ambiguousSince ?? requestedSince };
}

/** A copy of ours that a lookup found at its place. */
export type FoundByLookUp = Pick<Extract<SurveyVerdict, { verdict: 'adopt' }>, 'id' | 'generation' | 'createdAt'>;

/**
 * A lookup by place found the copy of an earlier request that was never answered. It was requested by this run if it was
 * created since then.
 */
export function foundByLookUp(
  { ambiguousSince }: CopyRecord,
  { id, generation, createdAt }: FoundByLookUp,
  now: number,
): CopyChange {
  // Another lookup has settled it meanwhile.
  if (ambiguousSince === undefined) return {};
  return {
    state: 'copying',
    id,
    generation,
    requestedAt: createdSince(createdAt, ambiguousSince) ? ambiguousSince : undefined,
    underWaySince: now,
    ambiguousSince: undefined,
    seen: true,
  };
}

/** The service showed the copy for the first time. */
export function seen(): CopyChange {
  return { seen: true, askedAt: undefined };
}

/** A poll shows a change in a copy that is under way. */
export function copyChanged(
  record: CopyRecord,
  change: CacheChange,
  { now, maxGenerations }: Pick<AnswerContext, 'now' | 'maxGenerations'>,
): CopyChange {
  const { id, reason } = change;
  switch (change.kind) {
    case 'available': {
      const { expiresAt = record.expiresAt } = change;
      return { state: 'ready', readyAt: now, absentSince: undefined, expiresAt };
    }
    case 'failed':
      return nextGeneration(record, { code: 'CopyFailed', reason, failedId: id }, maxGenerations);
    case 'absent':
      return { absentSince: now };
    case 'back':
      return { absentSince: undefined };
    case 'vanished':
      // A copy that vanishes a second time would only vanish again.
      return record.vanished === true
        ? { state: 'failed', code: 'Vanished', reason }
        : { vanished: true, ...nextGeneration(record, { code: 'Vanished', reason }, maxGenerations) };
    case 'notVisible':
      return { state: 'failed', code: 'NotVisible', reason };
    case 'earlier':
      return { requestedAt: undefined, verdict: 'adopt' };
    case 'overdue':
      return { state: 'failed', code: 'ReadyTimeout', reason };
  }
}

/** A poll shows a change in the source that the copy waits for. */
export function sourceChanged({ source, code }: CopyRecord, { kind, reason }: CacheChange): CopyChange {
  switch (kind) {
    case 'available':
      return { state: 'planned', code: undefined, reason: undefined, awaitingSince: undefined };
    case 'failed':
      return { state: 'failed', code: 'SourceFailed', reason };
    case 'vanished':
      return { state: 'failed', code: 'SourceNotFound', reason };
    case 'overdue':
      return { state: 'failed', code: code === SOURCE_NOT_SHOWN ? code : 'SourceNotAvailable', reason };
    case 'notVisible':
      return {
        state: 'failed',
        code: SOURCE_NOT_SHOWN,
        reason: `the service has not shown ${source}, and it may exist`,
      };
    case 'absent':
    case 'back':
    case 'earlier':
      return {};
  }
}

/** The source that the copy waits for is shown, and not Available yet. */
export function sourceSeen(): CopyChange {
  return { code: undefined, reason: undefined };
}

/** Appended to the reason of a copy that ends ambiguous. */
export const NEVER_ANSWERED = '; an earlier request for it may have gone unanswered, and its copy was not found';

/** A stop leaves the copy without a request. After a cancellation it stays as it is, pending. */
export function stranded({ ambiguousSince }: CopyRecord, { code, reason }: Stopped): CopyChange {
  const isKnown = ambiguousSince === undefined;
  const words = isKnown ? reason : reason + NEVER_ANSWERED;
  if (code !== 'Cancelled') return { state: 'failed', code, reason: words };
  return isKnown ? {} : { reason: words };
}

/** The region ends while the copy is under way: a deadline fails it; after a cancellation it is kept, and stays pending. */
export function overtaken({ code, reason }: Stopped): CopyChange {
  return code === 'Cancelled' ? {} : { state: 'failed', code, reason };
}

/** The copy is left out on request, and no request for it is under way. */
export function skipped({ state, id, code }: CopyRecord, reason: string): CopyChange {
  const underWayNote = state === 'copying' ? `; ${id} is under way and stays` : '';
  const earlier = state === 'failed' || state === 'conflict' ? `; before: ${code}` : '';
  const skippedCopy: CopyChange = { state: 'skipped', code: 'Skipped', reason: `${reason}${underWayNote}${earlier}` };
  // The next run takes the id of a copy that was left out for its own.
  return state === 'conflict' ? { ...skippedCopy, id: undefined } : skippedCopy;
}

/** The lower generations of a ready copy are deleted; or, as `kept` says, some could not be. */
export function formersDeleted({ reason }: CopyRecord, kept: readonly string[]): CopyChange {
  const words = kept.length === 0 ? reason : `a lower generation was not deleted: ${kept.join('; ')}`;
  return { deleteAfterwards: undefined, reason: words };
}
