import type { DataCache } from '../eci/eci.js';
import { copyOrigin } from './copy-tags.js';

/**
 * A copy that the plan asks for in a region. Without bucket and path its place is not known, and every copy of that
 * source counts as wanted.
 */
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

/** What the plan dropped: the region, the source, or the place. */
export type PruneReason = 'region' | 'source' | 'place';

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

/** Judges the data caches of one region, one at a time, in any order. `undefined`: not prunable. */
export type PruneJudge = (cache: DataCache) => Prunable | undefined;

/**
 * Returns a judge that finds copies that are ours to delete and that the plan no longer asks for. Not prunable are data
 * caches without our four tags, those of another plan or source region, those already in deletion, and all copies, of
 * any generation and status, of a source and place that the plan asks for: they belong to its run.
 */
export function pruneJudge({ plan, sourceRegion, asked, targeted }: PruneScope): PruneJudge {
  const anywhere = new Set(asked.flatMap(({ source, path }) => (path === undefined ? [source] : [])));
  const sources = new Set(asked.map(({ source }) => source));
  const places = new Set(asked.flatMap((copy) => (copy.path === undefined ? [] : [placeOf(copy)])));

  return (cache) => {
    const origin = copyOrigin(cache);
    if (origin?.plan !== plan || origin.sourceRegion !== sourceRegion || cache.status === 'Deleting') return undefined;
    const { source, generation } = origin;
    const { id, bucket, path, status, sizeGiB } = cache;
    if (anywhere.has(source)) return undefined;
    // The service omitted the place: the copy may be where the plan wants it.
    if (sources.has(source) && (bucket === '' || path === '')) return undefined;
    if (places.has(placeOf({ source, bucket, path }))) return undefined;
    const reason = targeted ? (sources.has(source) ? 'place' : 'source') : 'region';
    return { id, source, bucket, path, generation, status, ...(sizeGiB === undefined ? {} : { sizeGiB }), reason };
  };
}

/** The reason as a clause. */
export function pruneReasonText({ reason, source }: Pick<Prunable, 'reason' | 'source'>): string {
  switch (reason) {
    case 'region':
      return 'the plan does not target this region';
    case 'source':
      return `the plan does not ask for ${source}`;
    case 'place':
      return `the plan asks for ${source} at another place`;
  }
}

function placeOf({ source, bucket, path }: { source: string; bucket: string; path: string }): string {
  return JSON.stringify([source, bucket, path]);
}
