import type { DataCache } from '../eci/data-cache.js';
import { copyOrigin } from './copy-tags.js';

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
  | { readonly verdict: 'create'; readonly generation: number }
  | {
      readonly verdict: 'adopt';
      readonly generation: number;
      readonly id: string;
      readonly status: string;
      /** Both as the service writes them. */
      readonly createdAt?: string;
      readonly expiresAt?: string;
      readonly reason?: string;
    }
  | {
      readonly verdict: 'recreate';
      /** Of the copy to make. */
      readonly generation: number;
      /** The Failed copy. */
      readonly failedId: string;
      /** Whether it is ours to delete, and not only to adopt. */
      readonly deletable: boolean;
      readonly reason: string;
    }
  | {
      readonly verdict: 'conflict';
      readonly id: string;
      readonly code: 'PathTaken' | 'Superseded';
      readonly reason: string;
    };

/** On whose behalf a region is looked at, and what its copies are asked to carry. */
export interface SurveyScope {
  readonly plan: string;
  readonly sourceRegion: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Days; absent: never expires. */
  readonly retentionDays?: number;
}

/**
 * The verdict of one wanted copy, given every cache that stands at its bucket and path (in any order).
 *
 * A copy is ours to adopt when source, source region, bucket and path match, whatever the plan; ours to delete when the
 * plan's name matches too. The highest generation rules.
 */
export function surveyVerdict(wanted: WantedCopy, standing: readonly DataCache[], scope: SurveyScope): SurveyVerdict {
  const ours = standing
    .flatMap((cache) => {
      const origin = copyOrigin(cache);
      const same = origin?.source === wanted.source && origin.sourceRegion === scope.sourceRegion;
      return origin !== undefined && same ? [{ cache, origin }] : [];
    })
    .toSorted(
      (a, b) =>
        b.origin.generation - a.origin.generation ||
        preference(a.cache) - preference(b.cache) ||
        byId(a.cache, b.cache),
    );

  const [highest] = ours;
  if (highest === undefined) {
    const [inTheWay] = standing.toSorted(byId);
    return inTheWay === undefined ? { verdict: 'create', generation: 0 } : conflict(inTheWay, scope.plan);
  }

  const { cache, origin } = highest;
  switch (cache.status) {
    case 'Failed':
      return {
        verdict: 'recreate',
        generation: origin.generation + 1,
        failedId: cache.id,
        deletable: origin.plan === scope.plan,
        reason: failureReason(cache),
      };
    case 'Deleting':
      // It will be gone: its token would answer with its id, so the copy to make is the next generation.
      return { verdict: 'create', generation: origin.generation + 1 };
    default: {
      const difference = differences(cache, wanted, scope).join('; ');
      return {
        verdict: 'adopt',
        generation: origin.generation,
        id: cache.id,
        status: cache.status,
        ...(cache.createdAt === undefined ? {} : { createdAt: cache.createdAt }),
        ...(cache.expiresAt === undefined ? {} : { expiresAt: cache.expiresAt }),
        ...(difference === '' ? {} : { reason: difference }),
      };
    }
  }
}

/** Why a copy ended Failed, from its Events: the last warning, in one sentence. */
export function failureReason(cache: DataCache): string {
  const warning = cache.events.findLast((event) => event.type === 'Warning');
  return warning === undefined ? `copy ${cache.id} ended ${cache.status}` : `${warning.reason}: ${warning.message}`;
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

function conflict(inTheWay: DataCache, plan: string): SurveyVerdict {
  const origin = copyOrigin(inTheWay);
  if (origin?.plan === plan) {
    return {
      verdict: 'conflict',
      id: inTheWay.id,
      code: 'Superseded',
      reason: `${inTheWay.id} at this path is this plan's copy of ${origin.source}`,
    };
  }
  return {
    verdict: 'conflict',
    id: inTheWay.id,
    code: 'PathTaken',
    reason: `${inTheWay.id} already stands at this path`,
  };
}

/** Of two copies with one generation, the usable one first, and a Failed one last. */
function preference(cache: DataCache): number {
  if (cache.status === 'Available') return 0;
  return cache.status === 'Failed' || cache.status === 'Deleting' ? 2 : 1;
}

function byId(a: DataCache, b: DataCache): number {
  return a.id < b.id ? -1 : 1;
}
