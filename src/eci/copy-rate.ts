import { DefaultRateLimiter } from '@smithy/core/retry';

/**
 * The rate at which one worker calls CopyDataCache. There is no limit until the service throttles. From then on calls
 * start one by one at the rate that the service accepts. As in TCP's CUBIC, the rate drops after each throttled call and
 * then grows until the next one. This is the adaptive retry mode of another cloud's SDKs. Each worker finds its own rate.
 */
export class CopyRate {
  readonly #limiter = new DefaultRateLimiter();
  #queue: Promise<void> = Promise.resolve();

  /** Resolves, in the order of the requests, when the caller may make its call; without delay once `signal` has fired. */
  turn(signal: AbortSignal): Promise<void> {
    this.#queue = this.#queue.then(() => (signal.aborted ? undefined : this.#limiter.getSendToken()));
    return this.#queue;
  }

  /** Records a response of the service. */
  answered(isThrottled: boolean): void {
    this.#limiter.updateClientSendingRate(isThrottled ? { errorType: 'THROTTLING' } : {});
  }
}
