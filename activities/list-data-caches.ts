import { defined } from '../src/defined.js';
import { EciError } from '../src/eci/eci-error.js';
import type { DataCache, DataCachePage, DescribeQuery, Eci } from '../src/eci/eci.js';

/** A query that lists data caches. */
type ListQuery = Omit<DescribeQuery, 'ids' | 'nextToken'>;

/**
 * Every data cache that a query without ids lists. Only one page is held at a time.
 *
 * @throws EciError
 */
export async function* listDataCaches(eci: Eci, query: ListQuery): AsyncGenerator<DataCache> {
  for await (const page of pages(eci, query)) yield* page.caches;
}

/** Pages without a data cache that an earlier page did not show: a service may filter after it cuts its pages. */
const FRUITLESS_PAGES = 50;
/** Far more than a region may hold. */
const ALL_PAGES = 5_000;

/** @throws EciError `RepeatedPage` if the pages would never end. */
async function* pages(eci: Eci, query: DescribeQuery): AsyncGenerator<DataCachePage> {
  const tokens = new Set<string>();
  const ids = new Set<string>();
  let fruitless = 0;
  let nextToken: string | undefined;
  do {
    const page = await eci.describeDataCaches({ ...query, ...defined({ nextToken }) });
    yield page;
    ({ nextToken } = page);
    if (nextToken === undefined) return;
    if (tokens.has(nextToken)) throw repeatedPage('The service returned the token of an earlier page again.');
    tokens.add(nextToken);
    const known = ids.size;
    for (const { id } of page.caches) ids.add(id);
    if (ids.size === known) fruitless += 1;
    if (fruitless > FRUITLESS_PAGES || tokens.size >= ALL_PAGES || ids.size > 2 * (page.total ?? Infinity) + 1_000) {
      throw repeatedPage(
        `The service returned ${tokens.size} pages with ${ids.size} data caches, and the listing goes on.`,
      );
    }
  } while (true);
}

const REPEATED_PAGE = 'RepeatedPage';

function repeatedPage(message: string): EciError {
  return new EciError(REPEATED_PAGE, 'ambiguous', message);
}

/** What a listing showed, and whether it proves that nothing else matches. */
export interface Listing {
  readonly ids: ReadonlySet<string>;
  /**
   * Whether every page was read, all named the same total, and as many different data caches were on them. A listing that
   * changes while it is read may miss a data cache that exists.
   */
  readonly isComplete: boolean;
  /** When the service answered last, by its own clock, epoch ms. Absent: it did not say. */
  readonly servedAt?: number;
}

/** A listing that changed while it was read is read again, this many times in all. */
const READINGS = 3;

/**
 * Reads a whole listing, again if it changed meanwhile.
 *
 * @param found called with each data cache, possibly several times; a later call shows its latest state.
 * @throws EciError
 */
export async function readListing(eci: Eci, query: ListQuery, found: (cache: DataCache) => void): Promise<Listing> {
  let former: Listing | undefined;
  for (let reading = 1; ; reading += 1) {
    const listing = await read(eci, query, found);
    // A second reading that is just as contradictory is no change: a third would not differ either.
    if (listing.isComplete || reading === READINGS || isEqual(former?.ids, listing.ids)) return listing;
    former = listing;
  }
}

async function read(eci: Eci, query: DescribeQuery, found: (cache: DataCache) => void): Promise<Listing> {
  const ids = new Set<string>();
  const totals: (number | undefined)[] = [];
  let servedAt: number | undefined;
  try {
    for await (const page of pages(eci, query)) {
      totals.push(page.total);
      ({ servedAt } = page);
      for (const cache of page.caches) {
        ids.add(cache.id);
        found(cache);
      }
    }
  } catch (error) {
    if (!(error instanceof EciError) || error.code !== REPEATED_PAGE) throw error;
    return { ids, isComplete: false };
  }
  // A single page needs no total: there is no other that may have changed meanwhile.
  const isSinglePage = totals.length === 1 && totals[0] === undefined;
  const isComplete = isSinglePage || totals.every((total) => total === ids.size);
  return { ids, isComplete, ...defined({ servedAt }) };
}

function isEqual(one: ReadonlySet<string> | undefined, other: ReadonlySet<string>): boolean {
  return one?.size === other.size && [...other].every((id) => one.has(id));
}

/** DescribeDataCaches takes at most this many ids. */
const IDS_PER_CALL = 20;

/** What a lookup by id showed. An id that is neither shown nor absent may exist: the answer was incomplete. */
export interface LookUp {
  readonly shown: ReadonlyMap<string, DataCache>;
  readonly absent: ReadonlySet<string>;
}

/** Looks up data caches by id, however many pages each answer has. @throws EciError */
export async function lookUpIds(eci: Eci, region: string, ids: readonly string[]): Promise<LookUp> {
  const shown = new Map<string, DataCache>();
  const absent = new Set<string>();
  for (let start = 0; start < ids.length; start += IDS_PER_CALL) {
    const asked = ids.slice(start, start + IDS_PER_CALL);
    if (await areAnswered(eci, region, asked, shown)) for (const id of asked) if (!shown.has(id)) absent.add(id);
  }
  return { shown, absent };
}

/**
 * Whether the answer for these ids was complete. The service may refuse the whole call for one id that does not exist: then
 * each half is asked for by itself, since that id must not hide the others.
 */
async function areAnswered(
  eci: Eci,
  region: string,
  ids: readonly string[],
  shown: Map<string, DataCache>,
): Promise<boolean> {
  try {
    return (await read(eci, { region, ids }, (cache) => shown.set(cache.id, cache))).isComplete;
  } catch (error) {
    if (!(error instanceof EciError) || !isNotFound(error)) throw error;
  }
  if (ids.length === 1) return true;
  const middle = Math.ceil(ids.length / 2);
  const first = await areAnswered(eci, region, ids.slice(0, middle), shown);
  const second = await areAnswered(eci, region, ids.slice(middle), shown);
  return first && second;
}

/** Whether a call was refused for a data cache that does not exist. */
function isNotFound({ family, statusCode }: EciError): boolean {
  return statusCode === 404 && family === 'source';
}

/** The data caches with these ids, by id, as far as the service shows them. @throws EciError */
export async function describeByIds(
  eci: Eci,
  region: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, DataCache>> {
  return (await lookUpIds(eci, region, ids)).shown;
}
