import { atMost, type Problem } from './problem.js';
import type { CopiedSources, Plan } from './schema.js';
import type { SelectionMatch } from './selection.js';
import { matchesNothing, type PlanSource, placeTaken } from './source-problems.js';

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

/** What the source region showed of a plan's sources. */
export interface FoundSources {
  /** Those that the plan names by id, as far as they are shown, and those that its selections add. */
  readonly sources: readonly SourceCache[];
  /** Ids of the plan that are not shown. */
  readonly absent: readonly string[];
  /** By selection, in the plan's order; absent when it has none. */
  readonly selected?: readonly SelectionMatch[];
  /** Why the region could not be seen, when a selection matches nothing in it. */
  readonly unseen?: string;
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
  /** Of the source. Absent for one that is not shown: its place is empty where the plan does not say it. */
  readonly status?: string;
}

/** What a region's copies are made with. */
export interface CopyOptions {
  /** Absent: they never expire. */
  readonly retentionDays?: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly resourceGroupId?: string;
}

/**
 * The copies of a plan, the same for every target region, in the plan's order; what a selection adds stands in its place.
 *
 * A selection that matches nothing, and a second source for one bucket and path, are problems and not among the copies.
 */
export function expandCopies(plan: CopiedSources, found: FoundSources): { copies: PlannedCopy[]; problems: Problem[] } {
  const described = new Map(found.sources.map((source) => [source.id, source]));
  const taken = new Map<string, PlanSource>();
  const copies: PlannedCopy[] = [];
  const problems: Problem[] = [];

  for (const entry of planEntries(plan, found.selected)) {
    if (entry.isEmpty) problems.push(matchesNothing(plan, entry.path, found.unseen));
    for (const source of entry.sources) {
      const shown = described.get(source.id);
      const copy = plannedCopy(source.id, shown, entry.as);
      const place = JSON.stringify([copy.bucket, copy.path]);
      const first = shown === undefined ? undefined : taken.get(place);
      if (first !== undefined) {
        problems.push(placeTaken(copy, source, first));
        continue;
      }
      if (shown !== undefined) taken.set(place, source);
      copies.push(copy);
    }
  }
  return { copies, problems: atMost(problems) };
}

interface PlanEntry {
  readonly path: Problem['path'];
  readonly as?: Destination | undefined;
  readonly sources: readonly PlanSource[];
  /** A selection that matches nothing. */
  readonly isEmpty: boolean;
}

/** The plan's caches with the sources that each stands for. */
function planEntries(plan: CopiedSources, selected: readonly SelectionMatch[] = []): PlanEntry[] {
  const matches = selected.values();
  return plan.source.caches.map(({ id, as }, index) => {
    const path = ['source', 'caches', index];
    if (id !== undefined) return { path, as, sources: [{ id, path, isSelected: false }], isEmpty: false };
    const select = [...path, 'select'];
    const { matched = 0, adds = [] } = matches.next().value ?? {};
    return {
      path: select,
      sources: adds.map((added) => ({ id: added, path: select, isSelected: true })),
      isEmpty: matched === 0,
    };
  });
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

/** How many copies a plan asks for by id; what its selections match is found when it is run. */
export function plannedCount(plan: Plan): number {
  return plan.source.caches.filter((cache) => cache.id !== undefined).length * plan.targets.length;
}

export function selectionCount({ source }: CopiedSources): number {
  return source.caches.filter(({ select }) => select !== undefined).length;
}

interface Destination {
  readonly bucket?: string;
  readonly path?: string;
  readonly name?: string;
}

function plannedCopy(source: string, shown: SourceCache | undefined, as: Destination = {}): PlannedCopy {
  if (shown === undefined) return { source, bucket: '', path: '', name: '', ...as };
  const { bucket, path, name, sizeGiB, status } = shown;
  return { source, bucket, path, name, status, ...(sizeGiB === undefined ? {} : { sizeGiB }), ...as };
}

function targetOf(plan: Plan, region: string): Plan['targets'][number] | undefined {
  return plan.targets.find((target) => target.region === region);
}
