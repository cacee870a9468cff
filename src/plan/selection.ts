import { MAX_COPIES_PER_REGION } from './fields.js';
import { bucketSpellings, canonical, canonicalPath, canonicalTags, placeKey } from '../spelling.js';
import type { Plan } from './plan-schema.js';

/** The conditions by which a plan selects source caches. All of them must match. */
export type Selection = NonNullable<Plan['source']['caches'][number]['select']>;

/** The fields of a data cache that a selection uses. */
export interface SelectableCache {
  readonly id: string;
  readonly bucket: string;
  readonly path: string;
  readonly name: string;
  readonly status: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The result of one selection of a plan. */
export interface SelectionMatch {
  /** The number of matching caches, including those that the plan names by id and those that an earlier selection matches. */
  readonly matched: number;
  /** The ids of the sources that the selection adds to the plan, ordered by bucket and path. */
  readonly adds: readonly string[];
}

/** Finds which of some selections match a cache: their indexes, ascending. */
export type Selector = (cache: SelectableCache) => number[];

/**
 * The selector of these selections. The service may write a text in another way than the plan, so all are compared in
 * their canonical form. A cache that is being deleted never matches.
 */
export function selector(selections: readonly Selection[]): Selector {
  const wanted = selections.map(({ bucket, pathPrefix, name, tags = {} }) => ({
    bucket: bucket === undefined ? undefined : canonical(bucket),
    prefix: pathPrefix === undefined ? undefined : canonicalPath(pathPrefix),
    name: name === undefined ? undefined : canonical(name),
    tags: [...canonicalTags(tags)],
  }));
  return (cache) => {
    if (cache.status === 'Deleting') return [];
    const bucket = canonical(cache.bucket);
    const path = canonicalPath(cache.path);
    const name = canonical(cache.name);
    const tags = canonicalTags(cache.tags);
    return wanted.flatMap((one, index) => {
      const matches =
        (one.bucket ?? bucket) === bucket &&
        (one.prefix === undefined || isAtOrBelow(path, one.prefix)) &&
        (one.name ?? name) === name &&
        one.tags.every(([key, value]) => tags.get(key) === value);
      return matches ? [index] : [];
    });
  };
}

/** Compares whole segments: `/llama-3` contains `/llama-3` and `/llama-3/8b`, but not `/llama-30`. */
function isAtOrBelow(path: string, prefix: string): boolean {
  return prefix === '/' || path === prefix || path.startsWith(`${prefix}/`);
}

/**
 * The buckets to list for these selections, without duplicates; `undefined` stands for a listing without a bucket. The
 * service does not document whether such a listing shows every bucket or only the bucket `default`. A selection without a
 * bucket therefore also lists all known buckets. A listing may match only what the service itself wrote, so each bucket is
 * listed in each of its spellings.
 *
 * @param known - buckets that the plan or its sources name.
 */
export function bucketsToList(selections: readonly Selection[], known: Iterable<string>): (string | undefined)[] {
  const named = selections.flatMap(({ bucket }) => bucket ?? []);
  const isAnywhere = named.length < selections.length;
  const buckets = (isAnywhere ? [...named, ...known] : named).flatMap(bucketSpellings);
  return [...(isAnywhere ? [undefined] : []), ...new Set(buckets)];
}

/** All buckets that a plan names. */
export function namedBuckets({ source }: Plan): string[] {
  const buckets = source.caches.flatMap(({ as, select }) => as?.bucket ?? select?.bucket ?? []);
  return [...new Set(buckets)];
}

/** Collects the matches of a plan's selections from listings in any order. Only matches are kept in memory. */
export class SelectionMatches<T extends SelectableCache> {
  private readonly seen = new Set<string>();
  private readonly matched: number[];
  private readonly adds: T[][];
  private added = 0;
  private readonly matching: Selector;

  /** @param ids - sources that the plan names by id. No selection adds them again. */
  constructor(
    selections: readonly Selection[],
    private readonly ids: ReadonlySet<string>,
  ) {
    this.matching = selector(selections);
    this.matched = selections.map(() => 0);
    this.adds = selections.map(() => []);
  }

  /** Adds a listed cache. A cache that is listed again, for example for another bucket, is ignored. */
  add(cache: T): void {
    if (this.seen.has(cache.id)) return;
    const matching = this.matching(cache);
    const [first] = matching;
    if (first === undefined) return;
    this.seen.add(cache.id);
    for (const index of matching) this.matched[index] = (this.matched[index] ?? 0) + 1;
    if (this.ids.has(cache.id)) return;
    this.adds[first]?.push(cache);
    this.added += 1;
  }

  /** Whether there are more sources than a region may have copies: the rest of a listing does not matter. */
  get tooMany(): boolean {
    return this.ids.size + this.added > MAX_COPIES_PER_REGION;
  }

  /** The indexes of the selections that have matched nothing so far. */
  get empty(): number[] {
    return this.matched.flatMap((count, index) => (count === 0 ? [index] : []));
  }

  /** The caches that the selections add. */
  get sources(): T[] {
    return this.adds.flat();
  }

  /** One per selection, in the plan's order. */
  get matches(): SelectionMatch[] {
    return this.adds.map((caches, index) => ({
      matched: this.matched[index] ?? 0,
      adds: caches.toSorted(byPlace).map(({ id }) => id),
    }));
  }
}

/** Independent of the listing's order and spelling, so that previews and reports of two runs can be compared. */
function byPlace(a: SelectableCache, b: SelectableCache): number {
  return compare(placeKey(a), placeKey(b)) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
