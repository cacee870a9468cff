import type { FormerCopy } from '../copies/copy-record.js';
import type { DataCache } from '../eci/eci.js';
import { type CopyOrigin, copyOrigin } from './copy-tags.js';

/** A copy that the plan asks for. */
export interface WantedCopy {
  readonly source: string;
  readonly bucket: string;
  readonly path: string;
  /** Compared and reported; a difference never causes a purchase. */
  readonly name: string;
}

/** What to do about a wanted copy, given what exists at its bucket and path. */
export type SurveyVerdict =
  | (Formers & { readonly verdict: 'create'; readonly generation: number })
  | (Formers & {
      readonly verdict: 'adopt';
      readonly generation: number;
      readonly id: string;
      readonly status: string;
      /** Times as the service writes them. */
      readonly createdAt?: string;
      readonly expiresAt?: string;
      readonly reason?: string;
    })
  | (Formers & {
      readonly verdict: 'recreate' | 'renew' | 'supersede';
      /** Generation of the copy to request. */
      readonly generation: number;
      /** The copy that it replaces. */
      readonly id: string;
      readonly reason: string;
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
}

/** The plan that surveys the region, and what its copies should look like. */
export interface SurveyScope {
  readonly plan: string;
  readonly sourceRegion: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Days; absent: never expires. */
  readonly retentionDays?: number;
  /** How long before its expiry a copy is renewed, ms; absent: never renewed. */
  readonly renewBefore?: number;
  /** Default: beside. */
  readonly renew?: 'beside' | 'replace';
  /** Default: conflict. */
  readonly supersede?: 'conflict' | 'replace';
}

/**
 * Decides the verdict of one wanted copy, given all data caches at its bucket and path, in any order.
 *
 * A copy is ours to adopt if source, source region, bucket and path match, whatever the plan; it is ours to delete if
 * the name of the plan matches too. The highest generation wins. Nothing is requested where a foreign data cache exists.
 *
 * @param now epoch ms, to decide whether a copy is due for renewal.
 */
export function surveyVerdict(
  wanted: WantedCopy,
  standing: readonly DataCache[],
  scope: SurveyScope,
  now: number,
): SurveyVerdict {
  const { ours, others } = sorted(wanted, standing, scope);
  const [highest] = ours;
  if (highest === undefined) return overOthers(others, [], 0, scope) ?? { verdict: 'create', generation: 0 };

  const { cache, origin } = highest;
  const generation = origin.generation + 1;
  const own = ours.filter((copy) => isDeletable(copy, scope));
  switch (cache.status) {
    case 'Failed': {
      const first = own.filter((copy) => copy.cache === cache);
      const reason = failureReason(cache);
      const recreate = { verdict: 'recreate', generation, id: cache.id, reason, ...formers(first, own) } as const;
      return overOthers(others, own, generation, scope) ?? recreate;
    }
    case 'Deleting':
      // It is about to disappear, and its token would return its id: request the next generation.
      return overOthers(others, own, generation, scope) ?? { verdict: 'create', generation, ...formers([], own) };
    default: {
      if (isDue(cache, scope, now)) {
        const first = scope.renew === 'replace' ? own.filter((copy) => copy.cache === cache) : [];
        const reason = `${cache.id} expires at ${cache.expiresAt}`;
        const renew = { verdict: 'renew', generation, id: cache.id, reason, ...formers(first, own) } as const;
        return overOthers(others, own, generation, scope) ?? renew;
      }
      const lower = own.filter((copy) => copy.origin.generation < origin.generation);
      const difference = differences(cache, wanted, scope).join('; ');
      return {
        verdict: 'adopt',
        generation: origin.generation,
        id: cache.id,
        status: cache.status,
        ...(cache.createdAt === undefined ? {} : { createdAt: cache.createdAt }),
        ...(cache.expiresAt === undefined ? {} : { expiresAt: cache.expiresAt }),
        ...(difference === '' ? {} : { reason: difference }),
        ...formers([], lower),
      };
    }
  }
}

/** The conflict at a place: a data cache that is not ours and that must not be superseded. `undefined`: none. */
export function inTheWay(
  wanted: WantedCopy,
  standing: readonly DataCache[],
  scope: SurveyScope,
): Extract<SurveyVerdict, { verdict: 'conflict' }> | undefined {
  const over = overOthers(sorted(wanted, standing, scope).others, [], 0, scope);
  return over?.verdict === 'conflict' ? over : undefined;
}

interface Copy {
  readonly cache: DataCache;
  readonly origin: CopyOrigin;
}

/** Separates copies of the wanted source, the winning one first, from all other data caches at the place. */
function sorted(wanted: WantedCopy, standing: readonly DataCache[], scope: SurveyScope) {
  const ours: Copy[] = [];
  const others: DataCache[] = [];
  for (const cache of standing) {
    const origin = copyOrigin(cache);
    if (origin?.source === wanted.source && origin.sourceRegion === scope.sourceRegion) ours.push({ cache, origin });
    else others.push(cache);
  }
  ours.sort(
    (a, b) =>
      b.origin.generation - a.origin.generation || preference(a.cache) - preference(b.cache) || byId(a.cache, b.cache),
  );
  return { ours, others: others.toSorted(byId) };
}

/**
 * The verdict if data caches other than copies of the wanted source exist at the place; `undefined` if there are none.
 *
 * @param own copies of the wanted source that belong to this plan; they are deleted as well.
 * @param generation generation to request, unless a copy of another source has a higher one.
 */
function overOthers(
  others: readonly DataCache[],
  own: readonly Copy[],
  generation: number,
  scope: SurveyScope,
): SurveyVerdict | undefined {
  const [first] = others;
  if (first === undefined) return undefined;
  const superseded = others.flatMap((cache): Copy[] => {
    const origin = copyOrigin(cache);
    return origin?.plan === scope.plan && origin.sourceRegion === scope.sourceRegion ? [{ cache, origin }] : [];
  });
  const foreign = others.find((cache) => superseded.every((copy) => copy.cache !== cache));
  if (foreign !== undefined) {
    const reason = `${foreign.id} already exists at this path`;
    return { verdict: 'conflict', id: foreign.id, code: 'PathTaken', reason };
  }
  const highest = Math.max(generation - 1, ...superseded.map(({ origin }) => origin.generation));
  const staying = superseded.filter(({ cache }) => cache.status !== 'Deleting');
  const [old] = staying;
  if (old === undefined) return { verdict: 'create', generation: highest + 1, ...formers([], own) };
  const reason = `${old.cache.id} at this path is a copy of ${old.origin.source} by this plan`;
  if (scope.supersede !== 'replace') return { verdict: 'conflict', id: old.cache.id, code: 'Superseded', reason };
  return {
    verdict: 'supersede',
    generation: highest + 1,
    id: old.cache.id,
    reason,
    ...formers([...staying, ...own], []),
  };
}

function isDue({ status, expiresAt }: DataCache, { renewBefore }: SurveyScope, now: number): boolean {
  if (renewBefore === undefined || status !== 'Available' || expiresAt === undefined) return false;
  return Date.parse(expiresAt) - now <= renewBefore;
}

/** Whether a copy is ours to delete. One in deletion needs nothing. */
function isDeletable({ cache, origin }: Copy, scope: SurveyScope): boolean {
  return origin.plan === scope.plan && cache.status !== 'Deleting';
}

/** Splits `own`: `first` is deleted before the request, the rest once the copy is Available. */
function formers(first: readonly Copy[], own: readonly Copy[]): Formers {
  const afterwards = own.filter((copy) => !first.includes(copy));
  return {
    ...(first.length === 0 ? {} : { deleteFirst: first.map(formerCopy) }),
    ...(afterwards.length === 0 ? {} : { deleteAfterwards: afterwards.map(formerCopy) }),
  };
}

function formerCopy({ cache, origin }: Copy): FormerCopy {
  const { source, generation } = origin;
  return { id: cache.id, source, generation, ...(cache.status === 'Failed' ? { status: 'Failed' } : {}) };
}

/** Sort order for copies of the same generation: usable ones first, Failed ones last. */
function preference(cache: DataCache): number {
  if (cache.status === 'Available') return 0;
  return cache.status === 'Failed' || cache.status === 'Deleting' ? 2 : 1;
}

function byId(a: DataCache, b: DataCache): number {
  return a.id < b.id ? -1 : 1;
}

/** How an adopted copy differs from the plan. A difference is reported and never causes a purchase. */
function differences(cache: DataCache, wanted: WantedCopy, scope: SurveyScope): string[] {
  const found: string[] = [];
  if (cache.name !== wanted.name) found.push(`its name is ${cache.name}`);
  const tags = Object.keys(scope.tags).filter((key) => cache.tags[key] !== scope.tags[key]);
  if (tags.length > 0) found.push(`its tags differ: ${tags.join(', ')}`);
  if (scope.retentionDays === undefined && cache.expiresAt !== undefined)
    found.push(`it expires at ${cache.expiresAt}`);
  if (scope.retentionDays !== undefined && cache.expiresAt === undefined) found.push('it never expires');
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
