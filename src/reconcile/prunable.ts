import type { DataCache } from '../eci/eci.js';
import { defined } from '../defined.js';
import { canonical, isPlaced, placeKey } from '../spelling.js';
import { copyOrigin, isOfPlan } from './copy-tags.js';

/** A copy that the plan asks for in a region. Without bucket and path its place is not known. */
export type AskedCopy =
  | { readonly source: string; readonly bucket: string; readonly path: string }
  | { readonly source: string; readonly bucket?: never; readonly path?: never };

/** The plan that prunes the region, and what stays there. */
export interface PruneScope {
  readonly plan: string;
  readonly sourceRegion: string;
  /** Wanted copies of this region; empty in a region that the plan does not target. */
  readonly asked: readonly AskedCopy[];
  /** Whether the plan targets the region. */
  readonly targeted: boolean;
}

/** What the plan dropped: the region, or the source. */
export type PruneReason = 'region' | 'source';

/** A copy that may be deleted, with all that is needed to name it, to check it again and to delete it. */
export interface Prunable {
  readonly id: string;
  readonly source: string;
  readonly bucket: string;
  readonly path: string;
  readonly generation: number;
  /** As the service wrote it. */
  readonly status: string;
  /** GiB; absent if the service did not say. */
  readonly sizeGiB?: number;
  readonly reason: PruneReason;
}

/** What a prune does about a copy of its plan. */
export type PruneVerdict =
  | { readonly kind: 'prunable'; readonly copy: Prunable }
  /** The plan asks for a copy of this source in this region, but not at the place where this one is shown. It stays. */
  | { readonly kind: 'misplaced'; readonly copy: MisplacedCopy };

export type MisplacedCopy = Pick<Prunable, 'id' | 'source' | 'bucket' | 'path'>;

/** Judges the data caches of one region, one at a time, in any order. `undefined`: nothing is to be done about it. */
export type PruneJudge = (cache: DataCache) => PruneVerdict | undefined;

/**
 * Returns a judge that finds copies that are ours to delete and that the plan no longer asks for. Not prunable are data
 * caches without our four tags, those of another plan or source region, those already in deletion, and all copies, of
 * any generation and status, of a source that the plan asks for in this region: they belong to its run, wherever the service
 * shows them.
 */
export function pruneJudge(scope: PruneScope): PruneJudge {
  const asked = new Map(scope.asked.map((copy) => [canonical(copy.source), copy]));

  return (cache) => {
    const origin = copyOrigin(cache);
    if (!isOfPlan(origin, scope) || cache.status === 'Deleting') return undefined;
    const { source, generation } = origin;
    const { id, bucket, path, status, sizeGiB } = cache;
    const wanted = asked.get(canonical(source));
    if (wanted === undefined) {
      const reason = scope.targeted ? 'source' : 'region';
      return {
        kind: 'prunable',
        copy: { id, source, bucket, path, generation, status, ...defined({ sizeGiB }), reason },
      };
    }
    if (wanted.path === undefined || !isPlaced(cache) || placeKey(wanted) === placeKey(cache)) return undefined;
    return { kind: 'misplaced', copy: { id, source, bucket, path } };
  };
}

/** The reason as a clause. */
export function pruneReasonText({ reason, source }: Pick<Prunable, 'reason' | 'source'>): string {
  switch (reason) {
    case 'region':
      return 'the plan does not target this region';
    case 'source':
      return `the plan does not ask for ${source}`;
  }
}
