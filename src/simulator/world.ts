import type { Scenario } from './scenario.js';
import type { PlacedCache } from './settings/placed-cache.js';
import { spelledPlace } from './spelling.js';
import { isGone, type Moment, type StoredCache, type Update } from './stored-cache.js';

/** All data caches of all regions. */
export class World {
  readonly #regions = new Map<string, Map<string, StoredCache>>();
  readonly #quotaRefusals = new Map<string, number>();
  readonly #scenario: Scenario;
  readonly #startedAt: number;
  #zero: number | undefined;
  #sequence = 0;

  constructor(scenario: Scenario, startedAt: number) {
    this.#scenario = scenario;
    this.#startedAt = startedAt;
    if (scenario.timeStarts === 'atStart') this.#zero = startedAt;
    for (const cache of [...scenario.sources, ...(scenario.generate ?? []), ...scenario.existing]) this.place(cache);
  }

  /** The moment of a request that arrives at `now`, epoch ms. */
  moment(now: number): Moment {
    return { now, elapsed: this.#zero === undefined ? 0 : Math.max(0, now - this.#zero) };
  }

  /** How many copies the region's quota has refused. */
  quotaRefusals(region: string): number {
    return this.#quotaRefusals.get(region) ?? 0;
  }

  countQuotaRefusal(region: string): void {
    this.#quotaRefusals.set(region, this.quotaRefusals(region) + 1);
  }

  /** Starts the scenario's time if it starts with the first copy. */
  startTime(now: number): void {
    this.#zero ??= now;
  }

  /** Adds a cache as the scenario does, and returns its id. A test can so act as someone else. */
  place(cache: PlacedCache): string {
    const { region, bucket, path, name, sizeGiB, resourceGroupId, status, availableAfter, expiresAfter } = cache;
    return this.add((id) => ({
      id: cache.id ?? id,
      region,
      bucket,
      path,
      name,
      sizeGiB,
      tags: new Map(Object.entries(cache.tags)),
      resourceGroupId,
      createdAt: this.#startedAt,
      course: { kind: 'placed', status, availableAfter, expiresAfter },
    })).id;
  }

  /** Adds the cache that `make` creates for a new id. The service keeps its place and name in its own spelling. */
  add(make: (id: string) => Omit<StoredCache, 'sequence'>): StoredCache {
    this.#sequence += 1;
    const id = `edc-sim${this.#sequence.toString(36).padStart(17, '0')}`;
    const made = make(id);
    const place = spelledPlace(this.#scenario.open.spelling, made);
    const cache = { ...made, ...place, sequence: this.#sequence };
    const region = this.#regions.get(cache.region) ?? new Map<string, StoredCache>();
    region.set(cache.id, cache);
    this.#regions.set(cache.region, region);
    return cache;
  }

  /** The caches that exist at that moment, oldest first. */
  list(region: string, at: Moment): StoredCache[] {
    return [...(this.#regions.get(region)?.values() ?? [])].filter((cache) => this.#exists(cache, at));
  }

  find(region: string, id: string, at: Moment): StoredCache | undefined {
    const cache = this.#regions.get(region)?.get(id);
    return cache !== undefined && this.#exists(cache, at) ? cache : undefined;
  }

  /** Replaces the latest update of the cache's retention. */
  update(cache: StoredCache, update: Update): void {
    cache.update = update;
  }

  /** Starts the deletion. The cache disappears after the scenario's `deletingFor`. */
  delete(cache: StoredCache, at: Moment): void {
    cache.deletedFrom ??= at.now;
  }

  /** Removes the cache without a trace, so that a test can make a copy vanish. */
  remove(region: string, id: string): void {
    this.#regions.get(region)?.delete(id);
  }

  #exists(cache: StoredCache, at: Moment): boolean {
    return !isGone(cache, at, this.#scenario.open.deletingFor);
  }
}
