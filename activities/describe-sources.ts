import { defined } from '../src/defined.js';
import { EciError } from '../src/eci/eci-error.js';
import type { DataCache, Eci } from '../src/eci/eci.js';
import type { FoundSources, SourceCache } from '../src/plan/expand-copies.js';
import { type Packed, packList } from '../src/payload/packed-list.js';
import { MAX_PAYLOAD, payloadBytes } from '../src/payload/payload-size.js';
import { bucketsToList, type Selection, SelectionMatches } from '../src/plan/selection.js';
import { activityAge, finalFamilyOf, keepAlive, retryAfterError, retryLater } from './attempt.js';
import { listDataCaches, lookUpIds } from './list-data-caches.js';
import { RegionReading } from './read-region.js';
import { type RegionSight, regionSight } from './region-sight.js';
import { viewText } from '../src/reconcile/evidence.js';
import type { FinalFamily } from '../src/eci/error-table.js';

/** Durations in ms. */
export interface DescribeSourcesTask {
  readonly region: string;
  readonly ids: readonly string[];
  /** The plan's selections, in its order. Default: none. */
  readonly selections?: readonly Selection[];
  /** The buckets that the plan names: a selection without a bucket looks there too, and so does a proof of absence. */
  readonly buckets?: readonly string[];
  readonly pollEvery: number;
  /** How long to poll a region that shows nothing at all, if a selection matches nothing. */
  readonly absentAfter: number;
}

export type DescribeSourcesResult =
  | ({ readonly kind: 'described'; readonly sources: Packed<SourceCache> } & Omit<FoundSources, 'sources'>)
  /** Together with the sources by id, the selections match more than a region may have copies. */
  | { readonly kind: 'tooMany' }
  /** The places of the sources are so long and so different that they do not fit in one payload. */
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'refused'; readonly family: FinalFamily; readonly code: string; readonly reason: string };

/**
 * Describes the plan's sources: where they are mounted, how large they are, whether they are Available, and which caches of
 * the source region match the plan's selections. Sources that are not shown do not hold up the others: the result says which
 * of them do not exist, and which may.
 */
export function describeSources({ eci }: { eci: Eci }) {
  return async (task: DescribeSourcesTask): Promise<DescribeSourcesResult> => {
    try {
      return await keepAlive(() => describe(eci, task));
    } catch (error) {
      if (!(error instanceof EciError)) throw error;
      const family = finalFamilyOf(error);
      if (family === undefined) throw retryAfterError(error);
      return { kind: 'refused', family, code: error.code, reason: error.message };
    }
  };
}

async function describe(eci: Eci, task: DescribeSourcesTask): Promise<DescribeSourcesResult> {
  const { region, ids, selections = [], pollEvery } = task;
  const mayWait = activityAge() < task.absentAfter;

  const found = await lookUpIds(eci, region, ids);
  const described = [...found.shown.values()];
  const buckets = [...(task.buckets ?? []), ...described.map(({ bucket }) => bucket)].filter((bucket) => bucket !== '');
  const missing = ids.filter((id) => !found.shown.has(id));
  const notShown = await notShownSources(eci, { region, missing, buckets }, found.absent);
  if (selections.length === 0) return packed(described, notShown);

  const { matches, sight } = await select(eci, { region, ids, selections, buckets });
  if (matches.tooMany) return { kind: 'tooMany' };
  if (!sight.seen && mayWait) throw retryLater(`${sight.reason}; polling again`, 'SourceNotFound', pollEvery);
  return packed([...described, ...matches.sources], {
    ...notShown,
    selected: matches.matches,
    ...(sight.seen ? {} : { unseen: sight.reason }),
  });
}

interface MissingSources {
  readonly region: string;
  /** Ids that the lookup by id did not show. */
  readonly missing: readonly string[];
  readonly buckets: readonly string[];
}

/** A source does not exist if a complete answer by id did not show it, and the service shows all that it counts there. */
async function notShownSources(
  eci: Eci,
  { region, missing, buckets }: MissingSources,
  answered: ReadonlySet<string>,
): Promise<Pick<FoundSources, 'absent' | 'hidden'>> {
  if (missing.length === 0) return { absent: [] };
  const reading = new RegionReading(eci, { region });
  const doubt = await doubtOf(reading, buckets);
  const isGone = (id: string) => doubt === undefined && answered.has(id) && !reading.shows(id);
  const hidden = missing.filter((id) => !isGone(id));
  if (hidden.length === 0) return { absent: missing };
  const reason = doubt ?? 'the answer to the lookup by id was not complete';
  return { absent: missing.filter(isGone), hidden: { ids: hidden, reason } };
}

/** Why what the region shows proves no absence, as a clause. `undefined`: it does. */
async function doubtOf(reading: RegionReading, buckets: readonly string[]): Promise<string | undefined> {
  try {
    const view = await reading.view(buckets);
    return view.kind === 'whole' ? undefined : viewText(view);
  } catch (error) {
    // The lookup by id has shown the other sources, which are copied all the same.
    if (!(error instanceof EciError) || finalFamilyOf(error) === undefined) throw error;
    return `the region cannot be listed: ${error.code}`;
  }
}

/**
 * Finds what the selections match, with one listing per bucket for all selections. Only matches are kept in memory, and the
 * listing stops once there are more than a region may have copies.
 */
async function select(
  eci: Eci,
  {
    region,
    selections,
    ids,
    buckets,
  }: Required<Pick<DescribeSourcesTask, 'region' | 'selections' | 'ids' | 'buckets'>>,
): Promise<{ readonly matches: SelectionMatches<DataCache>; readonly sight: RegionSight }> {
  const matches = new SelectionMatches<DataCache>(selections, new Set(ids));
  let isSeen = false;
  for (const bucket of bucketsToList(selections, buckets)) {
    for await (const cache of listDataCaches(eci, { region, ...defined({ bucket }) })) {
      isSeen = true;
      matches.add(cache);
      if (matches.tooMany) return { matches, sight: { seen: true } };
    }
  }
  // A region that lists other caches has none that match. An empty listing alone proves nothing.
  const isProven = isSeen || matches.empty.length === 0;
  return { matches, sight: isProven ? { seen: true } : await regionSight(eci, region, []) };
}

function packed(caches: readonly DataCache[], beside: Omit<FoundSources, 'sources'>): DescribeSourcesResult {
  const found = { kind: 'described', sources: packList(caches.map(sourceCache)), ...beside } as const;
  return payloadBytes(found) > MAX_PAYLOAD ? { kind: 'tooLarge' } : found;
}

/** What a plan needs to know about a source, and nothing else: two thousand sources have to fit in one payload. */
function sourceCache({ id, bucket, path, name, sizeGiB, status }: DataCache): SourceCache {
  return { id, bucket, path, name, status, ...defined({ sizeGiB }) };
}
