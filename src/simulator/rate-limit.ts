import { ApiError } from './api-error.js';

/** At most so many calls of one action within any second, over all regions, as sister services count. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #answered = new Map<string, number[]>();

  constructor(perSecond: number | undefined) {
    this.#perSecond = perSecond ?? Number.POSITIVE_INFINITY;
  }

  /** @throws ApiError `Throttling.User` */
  check(action: string, now: number): void {
    if (this.#perSecond === Number.POSITIVE_INFINITY) return;
    const recent = (this.#answered.get(action) ?? []).filter((time) => time > now - 1_000);
    this.#answered.set(action, recent);
    if (recent.length >= this.#perSecond) throw throttled();
    recent.push(now);
  }
}

export function throttled(): ApiError {
  return new ApiError('Throttling.User', 'Request was denied due to user flow control.');
}
