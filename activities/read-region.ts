import { defined } from '../src/defined.js';
import { EciError } from '../src/eci/eci-error.js';
import type { DataCache, Eci } from '../src/eci/eci.js';
import { copyOrigin, isCopyOf } from '../src/reconcile/copy-tags.js';
import { type RegionFacts, type RegionView, regionView } from '../src/reconcile/evidence.js';
import type { WantedCopy } from '../src/reconcile/survey-scope.js';
import { isLeaving } from '../src/reconcile/standing.js';
import { isPlaced, placeKey } from '../src/spelling.js';
import { lookUpIds, readListing } from './list-data-caches.js';

/** A target region, and the copies that a plan wants there. */
interface ReadTask {
  readonly region: string;
  /** Default: none. */
  readonly wanted?: readonly WantedCopy[];
  readonly sourceRegion?: string;
}

/** How many data caches ListUsage counts in a region; or the code with which it was refused. */
export type RegionCount = Pick<RegionFacts, 'counted' | 'refused'>;

/** What the service shows of a region. A data cache that is shown again replaces what was shown before. */
export class RegionReading {
  private readonly wanted: readonly WantedCopy[];
  private readonly standing: Map<string, DataCache>[];
  private readonly places: ReadonlyMap<string, number>;
  private readonly known: ReadonlyMap<string, number>;
  private readonly shown = new Set<string>();
  private readonly leaving = new Set<string>();
  private readonly absent = new Set<string>();
  private readonly listed = new Set<string | undefined>();
  private isComplete = true;

  constructor(
    private readonly eci: Eci,
    private readonly task: ReadTask,
  ) {
    const { wanted = [] } = task;
    this.wanted = wanted;
    this.standing = wanted.map(() => new Map());
    this.places = new Map(wanted.map((copy, index) => [placeKey(copy), index]));
    this.known = new Map(wanted.flatMap(({ known }, index) => (known === undefined ? [] : [[known.id, index]])));
  }

  /** The data caches at the place of a wanted copy, and the one whose id is known, wherever it is shown. */
  standingOf(index: number): readonly DataCache[] {
    return [...(this.standing[index]?.values() ?? [])];
  }

  /** Whether a known copy is not shown; `absent`: a complete answer by id did not show it. */
  hiddenOf({ known }: WantedCopy): 'absent' | 'hidden' | undefined {
    if (known === undefined || this.shown.has(known.id)) return undefined;
    return this.absent.has(known.id) ? 'absent' : 'hidden';
  }

  /** Whether a data cache was shown. */
  shows(id: string): boolean {
    return this.shown.has(id);
  }

  /** Whether any known copy is not shown. */
  get hidesAny(): boolean {
    return this.wanted.some((copy) => this.hiddenOf(copy) !== undefined);
  }

  /**
   * Lists the buckets of the wanted copies, and looks up by id the known copies that no listing shows.
   *
   * @throws EciError
   */
  async readWanted(): Promise<void> {
    for (const { bucket } of this.wanted) if (!this.listed.has(bucket)) await this.list(bucket);
    const missing = [...this.known.keys()].filter((id) => !this.shown.has(id));
    const found = await lookUpIds(this.eci, this.task.region, missing);
    for (const cache of found.shown.values()) this.add(cache);
    for (const id of found.absent) this.absent.add(id);
  }

  /**
   * How much of the region was shown, by the counts of ListUsage before and after the reading: a data cache that was deleted
   * after it was shown would otherwise make up for one that is hidden. Data caches in other buckets are counted too: if there
   * are more than were shown, the other buckets of the plan are listed, and whatever a listing without a bucket shows.
   *
   * @param buckets the plan's buckets in the region.
   * @param before the count before the reading. Default: nothing was read yet.
   * @throws EciError
   */
  async view(buckets: readonly string[], before?: RegionCount): Promise<RegionView> {
    const first = before ?? (await countIn(this.eci, this.task.region));
    for (const bucket of [undefined, ...buckets]) {
      if (this.viewBy(first).kind === 'whole') break;
      if (!this.listed.has(bucket)) await this.list(bucket);
    }
    const view = this.viewBy(first);
    return view.kind === 'whole' ? this.viewBy(await countIn(this.eci, this.task.region)) : view;
  }

  private viewBy(count: RegionCount): RegionView {
    const { shown, leaving, isComplete } = this;
    return regionView({ listed: shown.size, leaving: leaving.size, isComplete, ...count });
  }

  private async list(bucket: string | undefined): Promise<void> {
    const query = { region: this.task.region, ...defined({ bucket }) };
    const { isComplete } = await readListing(this.eci, query, (cache) => this.add(cache));
    this.listed.add(bucket);
    this.isComplete &&= isComplete;
  }

  private add(cache: DataCache): void {
    this.shown.add(cache.id);
    if (isLeaving(cache)) this.leaving.add(cache.id);
    const index = this.known.get(cache.id) ?? (isPlaced(cache) ? this.places.get(placeKey(cache)) : this.byTags(cache));
    if (index !== undefined) this.standing[index]?.set(cache.id, cache);
  }

  /** The service left out the place: the tags say which copy it is, because a source has one copy per region. */
  private byTags(cache: DataCache): number | undefined {
    const origin = copyOrigin(cache);
    const { sourceRegion = '' } = this.task;
    const index = this.wanted.findIndex(({ source }) => isCopyOf(origin, { source, sourceRegion }));
    return index === -1 ? undefined : index;
  }
}

/** @throws EciError when the call fails in a way that may pass. */
export async function countIn(eci: Eci, region: string): Promise<RegionCount> {
  try {
    const { used } = await eci.listUsage(region);
    return { counted: used };
  } catch (error) {
    if (!(error instanceof EciError) || error.mayPass) throw error;
    return { refused: error.code };
  }
}
