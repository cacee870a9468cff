import { rulesOf, type Scenario } from './scenario.js';
import type { Moment } from './stored-cache.js';
import { ApiError, throttled } from './wire.js';
import type { World } from './world.js';

/** A region without a quota has room for everything that a test requests. */
const AMPLE_QUOTA = 100_000;

/** The most data caches that the region may hold at that moment. */
export function quotaOf(scenario: Scenario, world: World, region: string, at: Moment): number {
  const { quota, quotaLiftsAfter, quotaRefusals } = rulesOf(scenario, region);
  if (quotaLiftsAfter === undefined && quotaRefusals === undefined) return quota ?? AMPLE_QUOTA;
  const isLifted =
    (quotaLiftsAfter !== undefined && at.elapsed >= quotaLiftsAfter) ||
    (quotaRefusals !== undefined && world.quotaRefusals(region) >= quotaRefusals);
  return isLifted ? AMPLE_QUOTA : (quota ?? 0);
}

/** @throws ApiError `OperationDenied.NoStock`, `QuotaExceeded` */
export function checkCapacity(scenario: Scenario, world: World, region: string, at: Moment): void {
  const { neverStock, noStockUntil = 0 } = rulesOf(scenario, region);
  if (neverStock || at.elapsed < noStockUntil) {
    throw new ApiError('OperationDenied.NoStock', `The requested resource is out of stock in ${region}.`);
  }
  const quota = quotaOf(scenario, world, region, at);
  if (quota < AMPLE_QUOTA && world.list(region, at).length >= quota) {
    world.countQuotaRefusal(region);
    throw new ApiError('QuotaExceeded', `The data cache quota of ${quota} in ${region} is exceeded.`);
  }
}

/** Accepts at most N calls of one action within any second, over all regions, as the vendor's other services count. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #accepted = new Map<string, number[]>();

  constructor(perSecond: number | undefined) {
    this.#perSecond = perSecond ?? Number.POSITIVE_INFINITY;
  }

  /** @throws ApiError `Throttling.User` */
  check(action: string, now: number): void {
    if (this.#perSecond === Number.POSITIVE_INFINITY) return;
    const recent = (this.#accepted.get(action) ?? []).filter((time) => time > now - 1_000);
    this.#accepted.set(action, recent);
    if (recent.length >= this.#perSecond) throw throttled();
    recent.push(now);
  }
}
