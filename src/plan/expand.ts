import { formatPath, type Problem } from './problem.js';
import type { Plan } from './schema.js';

/** A source cache as the service described it when the plan was run. */
export interface SourceCache {
  readonly id: string;
  readonly bucket: string;
  readonly path: string;
  readonly name: string;
  /** GiB, an integer. */
  readonly sizeGiB?: number;
  readonly status: string;
}

/** One copy, to be made in each target region. */
export interface PlannedCopy {
  /** The source cache's id. */
  readonly source: string;
  readonly bucket: string;
  readonly path: string;
  readonly name: string;
  /** Of the source, GiB. */
  readonly sizeGiB?: number;
}

/** What a region's copies are made with. */
export interface CopyOptions {
  /** Absent: they never expire. */
  readonly retentionDays?: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly resourceGroupId?: string;
}

/**
 * The copies of a plan, the same for every target region, in the plan's order.
 *
 * A source that was not described, and a second copy for one bucket and path, are problems and not among the copies.
 */
export function expandCopies(
  plan: Plan,
  sources: readonly SourceCache[],
): { copies: PlannedCopy[]; problems: Problem[] } {
  const described = new Map(sources.map((source) => [source.id, source]));
  const taken = new Map<string, Problem['path']>();
  const copies: PlannedCopy[] = [];
  const problems: Problem[] = [];

  for (const [i, cache] of plan.source.caches.entries()) {
    // What a selection matches is not known to this version, which refuses to run one.
    if (cache.id === undefined) continue;
    const path = ['source', 'caches', i];
    const source = described.get(cache.id);
    if (source === undefined) {
      const message = `source cache \`${cache.id}\` was not found in ${plan.source.region}: check the id, the region and the permission`;
      problems.push({ path, message });
      continue;
    }
    const copy = plannedCopy(source, cache.as);
    const key = JSON.stringify([copy.bucket, copy.path]);
    const first = taken.get(key);
    if (first !== undefined) {
      const message = `\`${copy.source}\` and ${formatPath(first)} have the same bucket \`${copy.bucket}\` and path \`${copy.path}\`: give one of them another path by \`as\``;
      problems.push({ path, message });
      continue;
    }
    taken.set(key, path);
    copies.push(copy);
  }
  return { copies, problems };
}

/** The plan's `copy` overridden by the target's: key by key, and tag by tag. */
export function copyOptions(plan: Plan, region: string): CopyOptions {
  const own = targetOf(plan, region)?.copy ?? NO_OPTIONS;
  const { tags: _planTags, ...base } = plan.copy;
  const { tags: _ownTags, ...override } = own;
  return { ...base, ...override, tags: { ...plan.copy.tags, ...own.tags } };
}

const NO_OPTIONS: Plan['copy'] = {};

/** What rules a region's window: the target's own, else the policy's. */
export function regionPolicy(plan: Plan, region: string): { readonly maxInFlight: number } {
  return { maxInFlight: targetOf(plan, region)?.maxInFlight ?? plan.policy.maxInFlight };
}

/** How many copies a plan asks for; what a `select` will match is not counted. */
export function plannedCount(plan: Plan): number {
  return plan.source.caches.filter((cache) => cache.id !== undefined).length * plan.targets.length;
}

function plannedCopy(source: SourceCache, as: { bucket?: string; path?: string; name?: string } = {}): PlannedCopy {
  const { id, bucket, path, name, sizeGiB } = source;
  return { source: id, bucket, path, name, ...(sizeGiB === undefined ? {} : { sizeGiB }), ...as };
}

function targetOf(plan: Plan, region: string): Plan['targets'][number] | undefined {
  return plan.targets.find((target) => target.region === region);
}
