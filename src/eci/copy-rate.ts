import { DefaultRateLimiter } from '@smithy/core/retry';

/**
 * How fast one worker calls CopyDataCache. Nothing is held up until the service throttles; from then on calls begin one
 * by one at the rate that it bears, which is found again and again as TCP's CUBIC does: less after each refusal, then
 * more until the next. It is the adaptive mode of another cloud's SDKs. Each worker finds its own share.
 */
export class CopyRate {
  readonly #limiter = new DefaultRateLimiter();
  #line: Promise<void> = Promise.resolve();

  /** Resolves when it is the caller's turn to call, in the order of asking; at once when `signal` has fired by then. */
  turn(signal: AbortSignal): Promise<void> {
    this.#line = this.#line.then(() => (signal.aborted ? undefined : this.#limiter.getSendToken()));
    return this.#line;
  }

  /** The service answered: whether it was one call too many. */
  answered(isThrottled: boolean): void {
    this.#limiter.updateClientSendingRate(isThrottled ? { errorType: 'THROTTLING' } : {});
  }
}
