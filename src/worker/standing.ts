import type { Logger } from 'pino';
import type { Eci } from '../eci/eci.js';
import { CREDENTIALS_UNAVAILABLE, NO_CREDENTIALS } from '../eci/credentials.js';
import { aroundCalls } from '../eci/around-calls.js';
import { EciError } from '../eci/eci-error.js';

/** As many calls in a row, refused for this worker's own fault, are no accident. */
const REFUSALS = 5;
/** The least time between two sentences in the log, ms. */
const LOG_EVERY_MS = 60_000;

/**
 * How the service takes this worker's calls. A wrong clock, a key or token that has ended, or no key at all, makes every call of
 * one worker fail, while the same calls of another worker succeed.
 */
export class WorkerStanding {
  private refusals = 0;
  private loggedAt = Number.NEGATIVE_INFINITY;
  private hasCredentials = true;

  constructor(private readonly log: Pick<Logger, 'warn'>) {}

  /** What the last calls all failed for, if it is the worker's own fault. */
  get obstacle(): 'refused' | 'no credentials' | undefined {
    if (this.refusals < REFUSALS) return undefined;
    return this.hasCredentials ? 'refused' : 'no credentials';
  }

  /** The same service, whose answers are noted. */
  watch(eci: Eci): Eci {
    return aroundCalls(eci, (_action, _region, call) => this.note(call()));
  }

  private async note<T>(call: Promise<T>): Promise<T> {
    try {
      const answer = await call;
      this.refusals = 0;
      return answer;
    } catch (error) {
      if (error instanceof EciError) this.failed(error);
      throw error;
    }
  }

  private failed(error: EciError): void {
    const { code, message: reason, requestId } = error;
    // A call that was throttled, or not answered, says nothing about the worker. Any other refusal shows that it is known.
    if (error.family !== 'worker' && code !== CREDENTIALS_UNAVAILABLE) {
      if (!error.mayPass) this.refusals = 0;
      return;
    }
    this.refusals += 1;
    this.hasCredentials = code !== CREDENTIALS_UNAVAILABLE && code !== NO_CREDENTIALS;
    const now = performance.now();
    if (now - this.loggedAt < LOG_EVERY_MS) return;
    this.loggedAt = now;
    const why = this.hasCredentials
      ? 'the service refuses this worker for its own clock, key or token'
      : 'this worker has no credentials';
    this.log.warn({ code, reason, requestId }, `${why}; its calls are retried, also by other workers`);
  }
}
