import { defined } from '../defined.js';
import type { CopiedSources, Plan } from './plan-schema.js';
import { placeKey } from '../spelling.js';
import { atMost, type PlanPath, type Problem } from './problem.js';
import type { SelectionMatch } from './selection.js';
import { matchesNothing, type PlanSource, placeTaken } from './source-problems.js';

/** A source cache as the service describes it when the plan is run. */
export interface SourceCache {
  readonly id: string;
  readonly bucket: string;
  readonly path: string;
  readonly name: string;
  /** GiB, an integer. */
  readonly sizeGiB?: number;
  readonly status: string;
}

/** The sources of a plan that were found in the source region. */
export interface FoundSources {
  /** The sources that the plan names by id, if they are listed, and those that its selections add. */
  readonly sources: readonly SourceCache[];
  /** Ids in the plan that are proven not to exist. */
  readonly absent: readonly string[];
  /** Ids in the plan that are not shown, and may exist. Absent: none. */
  readonly hidden?: HiddenSources;
  /** One per selection, in the plan's order; absent if the plan has none. */
  readonly selected?: readonly SelectionMatch[];
  /** Why the listing of the region proves nothing, if a selection matches nothing. */
  readonly unseen?: string;
}

export interface HiddenSources {
  readonly ids: readonly string[];
  /** Why that does not prove their absence, as a clause. */
  readonly reason: string;
}

/** A copy to create in each target region. */
export interface PlannedCopy {
  /** The source cache's id. */
  readonly source: string;
  readonly bucket: string;
  readonly path: string;
  readonly name: string;
  /** The size of the source, GiB. */
  readonly sizeGiB?: number;
  /** The status of the source. Absent if it is not listed: then each of `bucket`, `path` and `name` that the plan does not set is ''. */
  readonly status?: string;
}

/** The settings of a region's copies: the plan's `copy`, merged with the target's. */
export type CopyOptions = Plan['copy'] & Required<Pick<Plan['copy'], 'tags'>>;

/**
 * The copies of a plan, which are the same for every target region, in the plan's order. Sources that a selection adds come
 * at the position of the selection.
 *
 * A selection that matches nothing is a problem. So is a second source for the same bucket and path, which has no copy.
 */
export function expandCopies(plan: CopiedSources, found: FoundSources): { copies: PlannedCopy[]; problems: Problem[] } {
  const described = new Map(found.sources.map((source) => [source.id, source]));
  const taken = new Map<string, PlanSource>();
  const copies: PlannedCopy[] = [];
  const problems: Problem[] = [];

  for (const entry of planEntries(plan, found.selected)) {
    if (entry.isEmpty) problems.push(matchesNothing(plan, entry.path, found.unseen));
    for (const source of entry.sources) {
      const cache = described.get(source.id);
      const copy = plannedCopy(source.id, cache, entry.as);
      const place = placeKey(copy);
      const first = cache === undefined ? undefined : taken.get(place);
      if (first !== undefined) {
        problems.push(placeTaken(copy, source, first));
        continue;
      }
      if (cache !== undefined) taken.set(place, source);
      copies.push(copy);
    }
  }
  return { copies, problems: atMost(problems) };
}

interface PlanEntry {
  readonly path: PlanPath;
  readonly as?: Destination | undefined;
  readonly sources: readonly PlanSource[];
  /** Whether it is a selection that matches nothing. */
  readonly isEmpty: boolean;
}

/** The entries of `source.caches`, each with its sources. */
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

/** The plan's `copy`, overridden by the target's key by key, and tag by tag. */
export function copyOptions(plan: Plan, region: string): CopyOptions {
  const own = targetOf(plan, region)?.copy ?? NO_OPTIONS;
  const { tags: _planTags, ...base } = plan.copy;
  const { tags: _ownTags, ...override } = own;
  return { ...base, ...override, tags: { ...plan.copy.tags, ...own.tags } };
}

const NO_OPTIONS: Plan['copy'] = {};

/** The window of a region: the target's `maxInFlight` if it has one, otherwise the policy's. */
export function regionPolicy(plan: Plan, region: string): { readonly maxInFlight: number } {
  return { maxInFlight: targetOf(plan, region)?.maxInFlight ?? plan.policy.maxInFlight };
}

/** The number of copies of sources that the plan names by id. What its selections add is not known until it is run. */
export function plannedCount(plan: Plan): number {
  return plan.source.caches.filter((cache) => cache.id !== undefined).length * plan.targets.length;
}

export function selectionCount({ source }: CopiedSources): number {
  return source.caches.filter(({ select }) => select !== undefined).length;
}

type Destination = NonNullable<Plan['source']['caches'][number]['as']>;

function plannedCopy(source: string, cache: SourceCache | undefined, as: Destination = {}): PlannedCopy {
  if (cache === undefined) return { source, bucket: '', path: '', name: '', ...as };
  const { bucket, path, name, sizeGiB, status } = cache;
  return { source, bucket, path, name, status, ...defined({ sizeGiB }), ...as };
}

function targetOf(plan: Plan, region: string): Plan['targets'][number] | undefined {
  return plan.targets.find((target) => target.region === region);
}
