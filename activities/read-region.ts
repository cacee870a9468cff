import { EciError } from '../src/eci/eci-error.js';
import type { DataCache, Eci } from '../src/eci/eci.js';
import { copyOrigin, isCopyOf } from '../src/reconcile/copy-tags.js';
import { type RegionFacts, type RegionView, regionView } from '../src/reconcile/evidence.js';
import type { WantedCopy } from '../src/reconcile/survey-scope.js';
import { defined } from '../src/defined.js';
import { isPlaced, placeKey } from '../src/spelling.js';
import { type Listing, lookUpIds, readListing } from './list-data-caches.js';

/** What the service shows of a target region. */
export interface RegionReading {
  /** By index of the wanted copies: the data caches at the place of each, and the one whose id is known. */
  readonly standing: readonly (readonly DataCache[])[];
  /** Known ids that are not shown. */
  readonly hidden: ReadonlySet<string>;
  /** Those of them that a complete answer by id did not show. */
  readonly absent: ReadonlySet<string>;
  /** Every data cache that was shown. */
  readonly listing: Listing;
  /** The buckets that were listed. */
  readonly buckets: ReadonlySet<string>;
}

/**
 * Reads a region for the copies that are wanted there: lists each of their buckets, and looks up by id the known copies that no
 * listing shows.
 *
 * @throws EciError
 */
export async function readRegion(
  eci: Eci,
  { region, sourceRegion, wanted }: { region: string; sourceRegion: string; wanted: readonly WantedCopy[] },
): Promise<RegionReading> {
  const standing = new Standing(wanted, sourceRegion);
  const ids = new Set<string>();
  let isComplete = true;
  const buckets = new Set(wanted.map((copy) => copy.bucket));
  for (const bucket of buckets) {
    const listing = await readListing(eci, { region, bucket }, (cache) => standing.add(cache));
    for (const id of listing.ids) ids.add(id);
    isComplete &&= listing.isComplete;
  }
  const { shown, absent } = await lookUpIds(eci, region, standing.missing(ids));
  for (const cache of shown.values()) {
    ids.add(cache.id);
    standing.add(cache);
  }
  const hidden = new Set(standing.missing(ids));
  return { standing: standing.byCopy, hidden, absent, listing: { ids, isComplete }, buckets };
}

/** Sorts data caches by the wanted copy that they concern. A cache that is shown again replaces what was shown before. */
class Standing {
  private readonly caches: Map<string, DataCache>[];
  private readonly places: ReadonlyMap<string, number>;
  private readonly known: ReadonlyMap<string, number>;

  constructor(
    private readonly wanted: readonly WantedCopy[],
    private readonly sourceRegion: string,
  ) {
    this.caches = wanted.map(() => new Map());
    this.places = new Map(wanted.map((copy, index) => [placeKey(copy), index]));
    this.known = new Map(wanted.flatMap(({ known }, index) => (known === undefined ? [] : [[known.id, index]])));
  }

  add(cache: DataCache): void {
    const index = this.known.get(cache.id) ?? (isPlaced(cache) ? this.places.get(placeKey(cache)) : this.byTags(cache));
    if (index !== undefined) this.caches[index]?.set(cache.id, cache);
  }

  /** The service left out the place: the tags say which copy it is, because a source has one copy per region. */
  private byTags(cache: DataCache): number | undefined {
    const origin = copyOrigin(cache);
    const index = this.wanted.findIndex(({ source }) => isCopyOf(origin, { source, sourceRegion: this.sourceRegion }));
    return index === -1 ? undefined : index;
  }

  /** The known ids that are not among `ids`. */
  missing(ids: ReadonlySet<string>): string[] {
    return [...this.known.keys()].filter((id) => !ids.has(id));
  }

  get byCopy(): DataCache[][] {
    return this.caches.map((caches) => [...caches.values()]);
  }
}

/** Where {@link viewOf} begins if nothing was read before. */
export const NOTHING_READ: Pick<RegionReading, 'listing' | 'buckets'> = {
  listing: { ids: new Set(), isComplete: true },
  buckets: new Set(),
};

/**
 * How much of the region a reading shows, by the count of ListUsage. Data caches in other buckets are counted too: if there are
 * more than were shown, the other buckets of the plan are listed, and whatever a listing without a bucket shows.
 *
 * @param buckets the plan's buckets in the region.
 * @throws EciError
 */
export async function viewOf(
  eci: Eci,
  region: string,
  { listing, buckets: listed }: Pick<RegionReading, 'listing' | 'buckets'>,
  buckets: readonly string[],
): Promise<RegionView> {
  const count = await countIn(eci, region);
  const ids = new Set(listing.ids);
  let { isComplete } = listing;
  const seen = () => regionView({ listed: ids.size, isComplete, ...count });
  for (const bucket of [undefined, ...buckets.filter((one) => !listed.has(one))]) {
    if (seen().kind === 'whole') break;
    const more = await readListing(eci, { region, ...defined({ bucket }) }, () => {});
    for (const id of more.ids) ids.add(id);
    isComplete &&= more.isComplete;
  }
  return seen();
}

async function countIn(eci: Eci, region: string): Promise<Pick<RegionFacts, 'counted' | 'refused'>> {
  try {
    const { used } = await eci.listUsage(region);
    return { counted: used };
  } catch (error) {
    if (!(error instanceof EciError) || error.mayPass) throw error;
    return { refused: error.code };
  }
}
