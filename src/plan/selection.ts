import { MAX_COPIES_PER_REGION } from './fields.js';
import type { Plan } from './schema.js';

/** What a plan selects source caches by: all that is given must match. */
export type Selection = NonNullable<Plan['source']['caches'][number]['select']>;

/** A data cache as far as a selection looks at it. */
export interface SelectableCache {
  readonly id: string;
  readonly bucket: string;
  readonly path: string;
  readonly name: string;
  readonly status: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What one selection of a plan has matched. */
export interface SelectionMatch {
  /** How many caches, those included that the plan names by id or that an earlier selection matches. */
  readonly matched: number;
  /** The ids of the sources that it adds to the plan, by bucket and path. */
  readonly adds: readonly string[];
}

/** Whether a selection takes this cache. One that is being deleted is gone for every purpose. */
export function selects({ bucket, pathPrefix, name, tags = {} }: Selection, cache: SelectableCache): boolean {
  return (
    cache.status !== 'Deleting' &&
    (bucket ?? cache.bucket) === cache.bucket &&
    (pathPrefix === undefined || isAtOrBelow(cache.path, pathPrefix)) &&
    (name ?? cache.name) === cache.name &&
    Object.entries(tags).every(([key, value]) => cache.tags[key] === value)
  );
}

/** By whole segments: `/llama-3` holds `/llama-3` and `/llama-3/8b`, and not `/llama-30`. */
function isAtOrBelow(path: string, prefix: string): boolean {
  return prefix === '/' || path === prefix || path.startsWith(`${prefix}/`);
}

/**
 * The buckets to list for these selections, each once; `undefined` is a listing without a bucket. For a selection without
 * one the service may list everything, or the bucket `default` alone: the buckets that are known are then listed too.
 *
 * @param known buckets that the plan or its sources name.
 */
export function bucketsToList(selections: readonly Selection[], known: Iterable<string>): (string | undefined)[] {
  const named = selections.flatMap(({ bucket }) => bucket ?? []);
  const anywhere = named.length < selections.length;
  return [...new Set(anywhere ? [undefined, ...named, ...known] : named)];
}

/** Every bucket that a plan names. */
export function namedBuckets({ source }: Plan): string[] {
  const buckets = source.caches.flatMap(({ as, select }) => as?.bucket ?? select?.bucket ?? []);
  return [...new Set(buckets)];
}

/** Gathers what a plan's selections match out of listings of any length and order: only matches are held. */
export class SelectionMatches<T extends SelectableCache> {
  private readonly seen = new Set<string>();
  private readonly matched: number[];
  private readonly adds: T[][];
  private added = 0;

  /** @param ids sources that the plan names by id, which no selection adds again. */
  constructor(
    private readonly selections: readonly Selection[],
    private readonly ids: ReadonlySet<string>,
  ) {
    this.matched = selections.map(() => 0);
    this.adds = selections.map(() => []);
  }

  /** Takes notice of one listed cache; listed again, as in two buckets' listings, it is the same. */
  see(cache: T): void {
    if (this.seen.has(cache.id)) return;
    const takers = this.selections.flatMap((selection, index) => (selects(selection, cache) ? [index] : []));
    const [first] = takers;
    if (first === undefined) return;
    this.seen.add(cache.id);
    for (const index of takers) this.matched[index] = (this.matched[index] ?? 0) + 1;
    if (this.ids.has(cache.id)) return;
    this.adds[first]?.push(cache);
    this.added += 1;
  }

  /** Whether the plan has more sources than a region may have copies: nothing further needs to be seen. */
  get tooMany(): boolean {
    return this.ids.size + this.added > MAX_COPIES_PER_REGION;
  }

  /** Selections that match nothing so far, by index. */
  get empty(): number[] {
    return this.matched.flatMap((count, index) => (count === 0 ? [index] : []));
  }

  /** The caches that the selections add. */
  get sources(): T[] {
    return this.adds.flat();
  }

  /** By selection, in the plan's order. */
  get matches(): SelectionMatch[] {
    return this.adds.map((caches, index) => ({
      matched: this.matched[index] ?? 0,
      adds: caches.toSorted(byPlace).map(({ id }) => id),
    }));
  }
}

/** The same whatever the order of the listing: previews and reports of two runs can be compared. */
function byPlace(a: SelectableCache, b: SelectableCache): number {
  return compare(a.bucket, b.bucket) || compare(a.path, b.path) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
