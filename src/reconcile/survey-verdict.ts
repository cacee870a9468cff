import type { ExtensibleCopy, FormerCopy } from '../copies/copy-record.js';
import type { DataCache } from '../eci/eci.js';
import { defined } from '../defined.js';
import { MAX_GENERATION } from './copy-tags.js';
import type { HiddenCopy } from './evidence.js';
import { isDue, isSafeToExtend, isWorthRenewing } from './renewal.js';
import { canonical, canonicalTags, isPlaced, isSameText, placeKey } from '../spelling.js';
import type { KnownCopy, SurveyScope, WantedCopy } from './survey-scope.js';
import { type Copy, isDeletable, isLeaving, rulingCopy, sortStanding, supersededBy } from './standing.js';

/** What to do about a wanted copy, given what exists at its bucket and path. */
export type SurveyVerdict =
  | (Formers & {
      readonly verdict: 'create';
      readonly generation: number;
      /** The id of the former generation, which no longer exists. Absent: there is none, or it is not known. */
      readonly gone?: string;
    })
  | (Formers & {
      readonly verdict: 'adopt';
      readonly generation: number;
      readonly id: string;
      readonly status: string;
      /** Times as the service writes them. */
      readonly createdAt?: string;
      readonly expiresAt?: string;
      readonly reason?: string;
      /** The copy is known by its id only: the service does not show it. Default: false. */
      readonly unseen?: true;
    })
  | (Formers & {
      readonly verdict: 'recreate' | 'renew' | 'supersede';
      /** Generation of the copy to request. */
      readonly generation: number;
      /** The copy that it replaces. */
      readonly id: string;
      readonly reason: string;
      /** The copy whose retention is to be extended, which makes a new one unnecessary. Absent: do not try. */
      readonly extend?: ExtensibleCopy;
    })
  | {
      readonly verdict: 'conflict';
      readonly id: string;
      readonly code: 'PathTaken' | 'Superseded';
      readonly reason: string;
    };

/** Copies of ours to delete at the place. Absent: none. */
export interface Formers {
  /** Deleted before the copy is requested. */
  readonly deleteFirst?: readonly FormerCopy[];
  /** Deleted once the copy is Available. */
  readonly deleteAfterwards?: readonly FormerCopy[];
  /** Ids at the place, whoever owns them, that are being deleted already and may occupy it a little longer. */
  readonly leaving?: readonly string[];
}

/**
 * Decides the verdict of one wanted copy, given all data caches at its bucket and path, in any order and spelling, and the
 * one whose id is known, wherever it seems to lie.
 *
 * A copy is ours to adopt if source, source region and place match, whatever the plan; it is ours to delete if the name of
 * the plan matches too. The highest generation wins. Nothing is requested where a foreign data cache exists.
 *
 * @param now epoch ms, to decide whether a copy is due for renewal.
 */
export function surveyVerdict(
  wanted: WantedCopy,
  standing: readonly DataCache[],
  scope: SurveyScope,
  now: number,
): SurveyVerdict {
  const { ours, others } = sortStanding(wanted, standing, scope);
  const generation = Math.max(wanted.generation ?? 0, ...ours.map(({ origin }) => origin.generation + 1));
  const ruling = rulingCopy(ours, scope);
  const own = ours.filter((copy) => isDeletable(copy, scope));
  const leaving = ours.flatMap(({ cache }) => (isLeaving(cache) ? [cache.id] : []));
  if (ruling === undefined) return requested({ verdict: 'create' }, { others, generation, scope });

  const { cache } = ruling;
  const [{ id }, reason] = [cache, failureReason(cache)];
  switch (cache.status) {
    case 'Failed': {
      const first = own.filter((copy) => copy.cache === cache);
      return requested({ verdict: 'recreate', id, reason }, { others, generation, scope, own, first, leaving });
    }
    case 'Deleting':
      // It is about to disappear, and its token would return its id: request the next generation.
      return requested({ verdict: 'create' }, { others, generation, scope, own, leaving });
    default:
      return isDue(cache, scope, now) && isWorthRenewing(ruling, wanted.known, scope)
        ? renewed(ruling, wanted.known, { others, generation, scope, own, leaving })
        : adopted(ruling, wanted, { others, scope, own, now });
  }
}

/**
 * The verdict of a copy whose known id is not shown.
 *
 * @param found the verdict by what is shown at its place. A conflict, or another copy to adopt there, rules.
 * @param hidden what the evidence says about the id.
 */
export function hiddenVerdict(
  { known, generation = 0 }: WantedCopy,
  found: SurveyVerdict,
  hidden: HiddenCopy,
): SurveyVerdict {
  if (known === undefined || found.verdict === 'conflict' || found.verdict === 'adopt') return found;
  if (hidden === 'ended') {
    const next = { ...found, generation: Math.max(found.generation, generation + 1) };
    return next.verdict === 'create' ? { ...next, gone: known.id } : next;
  }
  const { id, expiresAt } = known;
  return { verdict: 'adopt', generation, id, status: '', ...defined({ expiresAt }), unseen: true };
}

/** What else matters to a copy that is to be requested. */
interface Request {
  readonly others: readonly DataCache[];
  readonly generation: number;
  readonly scope: SurveyScope;
  /** Copies of the wanted source that are ours to delete. Default: none. */
  readonly own?: readonly Copy[];
  /** Those of `own` that have to be deleted before the request. Default: none. */
  readonly first?: readonly Copy[];
  readonly leaving?: readonly string[];
}

type Requested =
  | { readonly verdict: 'create' }
  | {
      readonly verdict: 'recreate' | 'renew';
      readonly id: string;
      readonly reason: string;
      readonly extend?: ExtensibleCopy;
    };

/** The verdict on a copy to request, unless something else stands at its place. */
function requested(verdict: Requested, request: Request): SurveyVerdict {
  const { others, scope, own = [], first = [], leaving = [] } = request;
  const superseded = supersededBy(others, scope);
  const generation = Math.max(request.generation, ...superseded.map(({ origin }) => origin.generation + 1));
  const away = [...leaving, ...others.filter(isLeaving).map(({ id }) => id)];
  const over = overOthers(others, superseded, scope);
  if (over?.kind === 'conflict') return over.verdict;
  if (generation > MAX_GENERATION) return outOfGenerations(generation - 1, [...own, ...superseded]);
  const requests = { generation, ...listOf('leaving', away) };
  return over === undefined
    ? { ...verdict, ...requests, ...formers(first, own) }
    : { ...over.verdict, ...requests, ...formers([...over.staying, ...own], []) };
}

function outOfGenerations(generation: number, copies: readonly Copy[]): SurveyVerdict {
  const id = copies.find(({ origin }) => origin.generation === generation)?.cache.id ?? '';
  const reason = `${id} has generation ${generation}, the highest possible: delete it by hand`;
  return conflict(id, 'PathTaken', reason).verdict;
}

function renewed({ cache, origin }: Copy, known: KnownCopy | undefined, request: Request): SurveyVerdict {
  const { scope, own = [] } = request;
  const { id, expiresAt = '' } = cache;
  const { generation } = origin;
  const reason = `${id} expires at ${expiresAt}`;
  const itself = own.filter((copy) => copy.cache === cache);
  const first = scope.renew === 'replace' ? itself : [];
  const mayExtend = scope.renew === 'extend' && itself.length > 0 && isSafeToExtend(cache, known, scope);
  const extend = mayExtend ? { id, generation, expiresAt } : undefined;
  return requested({ verdict: 'renew', id, reason, ...defined({ extend }) }, { ...request, first });
}

interface Adoption {
  readonly others: readonly DataCache[];
  readonly scope: SurveyScope;
  readonly own: readonly Copy[];
  readonly now: number;
}

function adopted({ cache, origin }: Copy, wanted: WantedCopy, { others, scope, own, now }: Adoption): SurveyVerdict {
  const { id, status, createdAt, expiresAt } = cache;
  const { generation } = origin;
  const lower = own.filter((copy) => copy.cache.id !== id && copy.origin.generation <= generation);
  const superseded = scope.supersede === 'replace' ? supersededBy(others, scope) : [];
  const words = [
    ...differences(cache, wanted, scope),
    ...lower.flatMap((copy) => (copy.origin.generation === generation ? [twinText(copy.cache)] : [])),
    ...(isDue(cache, scope, now) ? [gainlessText(cache)] : []),
  ];
  const reason = words.length === 0 ? undefined : words.join('; ');
  return {
    verdict: 'adopt',
    generation,
    id,
    status,
    ...defined({ createdAt, expiresAt, reason }),
    ...formers([], [...lower, ...superseded.filter((copy) => isDeletable(copy, scope))]),
  };
}

function twinText({ id }: DataCache): string {
  return `${id} is a second copy of the same generation, which is deleted once this one is Available`;
}

function gainlessText({ expiresAt }: DataCache): string {
  return `it expires at ${expiresAt} and is not renewed: the service grants so few days that a new copy would be due at once`;
}

/** The conflict at a place: a data cache that is not ours and that must not be superseded. `undefined`: none. */
export function inTheWay(
  wanted: WantedCopy,
  standing: readonly DataCache[],
  scope: SurveyScope,
): Extract<SurveyVerdict, { verdict: 'conflict' }> | undefined {
  const { others } = sortStanding(wanted, standing, scope);
  const over = overOthers(others, supersededBy(others, scope), scope);
  return over?.kind === 'conflict' ? over.verdict : undefined;
}

/** What data caches other than copies of the wanted source mean for it; `undefined`: none of them stays at the place. */
function overOthers(others: readonly DataCache[], superseded: readonly Copy[], { supersede }: SurveyScope) {
  const foreign = others.find((cache) => !isLeaving(cache) && superseded.every((copy) => copy.cache !== cache));
  if (foreign !== undefined) {
    return conflict(foreign.id, 'PathTaken', `${foreign.id} already exists at this path`);
  }
  const staying = superseded.filter(({ cache }) => !isLeaving(cache));
  const [old] = staying;
  if (old === undefined) return undefined;
  const { id } = old.cache;
  const reason = `${id} at this path is a copy of ${old.origin.source} by this plan`;
  if (supersede !== 'replace') return conflict(id, 'Superseded', reason);
  return { kind: 'supersede', verdict: { verdict: 'supersede', id, reason }, staying } as const;
}

function conflict(id: string, code: 'PathTaken' | 'Superseded', reason: string) {
  return { kind: 'conflict', verdict: { verdict: 'conflict', id, code, reason } } as const;
}

/** Splits `own`: `first` is deleted before the request, the rest once the copy is Available. */
function formers(first: readonly Copy[], own: readonly Copy[]): Formers {
  const afterwards = own.filter((copy) => !first.includes(copy));
  return { ...listOf('deleteFirst', first.map(formerCopy)), ...listOf('deleteAfterwards', afterwards.map(formerCopy)) };
}

/** A field of {@link Formers} that is absent while the list is empty. */
function listOf<K extends keyof Formers>(key: K, list: NonNullable<Formers[K]>): Formers {
  return list.length === 0 ? {} : { [key]: list };
}

function formerCopy({ cache, origin }: Copy): FormerCopy {
  const { source, generation } = origin;
  return { id: cache.id, source, generation, ...(cache.status === 'Failed' ? { status: 'Failed' } : {}) };
}

/** How an adopted copy differs from the plan. A difference is reported and never causes a purchase. */
function differences(cache: DataCache, wanted: WantedCopy, scope: SurveyScope): string[] {
  const found: string[] = [];
  if (!isSameText(cache.name, wanted.name)) found.push(`its name is ${cache.name}, and the plan says ${wanted.name}`);
  if (isPlaced(cache) && placeKey(cache) !== placeKey(wanted))
    found.push(`it is shown at ${cache.bucket}:${cache.path}`);
  const carried = canonicalTags(cache.tags);
  const tags = Object.entries(scope.tags)
    .filter(([key, value]) => carried.get(canonical(key)) !== canonical(value))
    .map(([key]) => key);
  if (tags.length > 0) found.push(`its tags differ: ${tags.join(', ')}`);
  if (scope.retentionDays === undefined && cache.expiresAt !== undefined)
    found.push(`it expires at ${cache.expiresAt}, and the plan says never`);
  if (scope.retentionDays !== undefined && cache.expiresAt === undefined) {
    found.push(
      `it never expires, and the plan says after ${scope.retentionDays} ${scope.retentionDays === 1 ? 'day' : 'days'}`,
    );
  }
  return found;
}

/** Why a copy ended Failed: its Warning events, newest first, without duplicates. */
export function failureReason(cache: DataCache): string {
  const warnings = cache.events
    .filter((event) => event.type === 'Warning')
    .map((event) => `${event.reason}: ${event.message}`)
    .toReversed();
  return warnings.length === 0 ? `copy ${cache.id} ended ${cache.status}` : [...new Set(warnings)].join('; ');
}
