import type { FormerCopy } from '../copies/copy-record.js';
import type { DataCache } from '../eci/eci.js';
import { type CopyOrigin, copyOrigin } from './copy-tags.js';
import { failureReason } from './failure-reason.js';

/** A copy that the plan asks for, as the survey sees it. */
export interface WantedCopy {
  readonly source: string;
  readonly bucket: string;
  readonly path: string;
  /** Compared, reported, never bought for. */
  readonly name: string;
}

/** What stands at a wanted copy's bucket and path, and what is to be done about it. */
export type SurveyVerdict =
  | (Formers & { readonly verdict: 'create'; readonly generation: number })
  | (Formers & {
      readonly verdict: 'adopt';
      readonly generation: number;
      readonly id: string;
      readonly status: string;
      /** Both as the service writes them. */
      readonly createdAt?: string;
      readonly expiresAt?: string;
      readonly reason?: string;
    })
  | (Formers & {
      readonly verdict: 'recreate' | 'renew' | 'supersede';
      /** Of the copy to make. */
      readonly generation: number;
      /** The copy that it takes the place of. */
      readonly id: string;
      readonly reason: string;
    })
  | {
      readonly verdict: 'conflict';
      readonly id: string;
      readonly code: 'PathTaken' | 'Superseded';
      readonly reason: string;
    };

/** What of ours stands at the place beside the copy that is to be there. Absent: nothing. */
export interface Formers {
  /** Goes before the copy is asked for. */
  readonly deleteFirst?: readonly FormerCopy[];
  /** Goes once the copy is Available. */
  readonly deleteAfterwards?: readonly FormerCopy[];
}

/** On whose behalf a region is looked at, and what its copies are asked to carry. */
export interface SurveyScope {
  readonly plan: string;
  readonly sourceRegion: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Days; absent: never expires. */
  readonly retentionDays?: number;
  /** Renews a copy this long before it expires, ms; absent: never. */
  readonly renewBefore?: number;
  /** Default: beside. */
  readonly renew?: 'beside' | 'replace';
  /** Default: conflict. */
  readonly supersede?: 'conflict' | 'replace';
}

/**
 * The verdict of one wanted copy, given every cache that stands at its bucket and path (in any order).
 *
 * A copy is ours to adopt when source, source region, bucket and path match, whatever the plan; ours to delete when the
 * plan's name matches too. The highest generation rules. Nothing is bought where a cache stands that is not ours.
 *
 * @param now epoch ms, for what is close to its expiry.
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
      // It will be gone: its token would answer with its id, so the copy to make is the next generation.
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

/** What keeps a copy from being made at its place: a cache there that is not ours, if not one that may be superseded. */
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

/** Copies of the wanted source, the ruling one first; and all else that stands there to stay. */
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
 * The verdict where caches of others stand at the place; `undefined` where none does.
 *
 * @param own this plan's copies of the wanted source, which go as well.
 * @param generation of the copy to make, if nothing of another source is above it.
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
    const reason = `${foreign.id} already stands at this path`;
    return { verdict: 'conflict', id: foreign.id, code: 'PathTaken', reason };
  }
  const highest = Math.max(generation - 1, ...superseded.map(({ origin }) => origin.generation));
  const staying = superseded.filter(({ cache }) => cache.status !== 'Deleting');
  const [old] = staying;
  if (old === undefined) return { verdict: 'create', generation: highest + 1, ...formers([], own) };
  const reason = `${old.cache.id} at this path is this plan's copy of ${old.origin.source}`;
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

/** Ours to delete, and not only to adopt; what is being deleted already needs nothing. */
function isDeletable({ cache, origin }: Copy, scope: SurveyScope): boolean {
  return origin.plan === scope.plan && cache.status !== 'Deleting';
}

/** What goes before the copy is asked for, and what of `own` is left to go afterwards. */
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

/** Of two copies with one generation, the usable one first, and a Failed one last. */
function preference(cache: DataCache): number {
  if (cache.status === 'Available') return 0;
  return cache.status === 'Failed' || cache.status === 'Deleting' ? 2 : 1;
}

function byId(a: DataCache, b: DataCache): number {
  return a.id < b.id ? -1 : 1;
}

/** In what an adopted copy differs from what the plan asks for: reported, never bought for. */
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
