import type { Moment } from './moment.js';
import type { Scenario } from './scenario.js';
import type { PlacedCache } from './scenario-caches.js';
import { isGone, type StoredCache } from './stored-cache.js';

/** Every data cache of every region. */
export class World {
  readonly #regions = new Map<string, Map<string, StoredCache>>();
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

  /** The moment of a request that came at this time of the clock, epoch ms. */
  moment(now: number): Moment {
    return { now, elapsed: this.#zero === undefined ? 0 : Math.max(0, now - this.#zero) };
  }

  /** Starts the scenario's time, if the scenario left that to the first copy. */
  startTime(now: number): void {
    this.#zero ??= now;
  }

  /** Puts a cache into the world as the scenario does: a test's way to act as someone else. Returns its id. */
  place(cache: PlacedCache): string {
    const { region, bucket, path, name, sizeGiB, status, availableAfter, expiresAfter } = cache;
    return this.add((id) => ({
      id: cache.id ?? id,
      region,
      bucket,
      path,
      name,
      sizeGiB,
      tags: new Map(Object.entries(cache.tags)),
      createdAt: this.#startedAt,
      course: { kind: 'placed', status, availableAfter, expiresAfter },
    })).id;
  }

  /** Adds the cache that `make` builds around a new id. */
  add(make: (id: string) => Omit<StoredCache, 'sequence'>): StoredCache {
    this.#sequence += 1;
    const id = `edc-sim${this.#sequence.toString(36).padStart(17, '0')}`;
    const cache = { ...make(id), sequence: this.#sequence };
    const region = this.#regions.get(cache.region) ?? new Map<string, StoredCache>();
    region.set(cache.id, cache);
    this.#regions.set(cache.region, region);
    return cache;
  }

  /** What is there at that moment, oldest first. */
  list(region: string, at: Moment): StoredCache[] {
    return [...(this.#regions.get(region)?.values() ?? [])].filter((cache) => this.#isThere(cache, at));
  }

  find(region: string, id: string, at: Moment): StoredCache | undefined {
    const cache = this.#regions.get(region)?.get(id);
    return cache !== undefined && this.#isThere(cache, at) ? cache : undefined;
  }

  /** Deletes it: gone after the scenario's `deletingFor`. */
  delete(cache: StoredCache, at: Moment): void {
    cache.deletedFrom ??= at.now;
  }

  /** Takes it out at once, as if it had never been: a test's way to make a copy vanish. */
  remove(region: string, id: string): void {
    this.#regions.get(region)?.delete(id);
  }

  #isThere(cache: StoredCache, at: Moment): boolean {
    return !isGone(cache, at, this.#scenario.open.deletingFor);
  }
}
