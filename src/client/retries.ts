import {
  type Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';

/**
 * Ms for a call with its retries, unless it has a deadline of its own. Without one, a call to a server that accepts
 * connections and does not answer never ends. The server answers a long poll within 20 s.
 */
const CALL_TIMEOUT_MS = 30_000;

/**
 * Repeats the calls of one connection while the server cannot be reached, until their deadline or until the connection closes.
 *
 * The SDK repeats a call in a timer that nothing cancels, and a call on a closed connection throws there, where nobody can catch
 * it: the process would end. So a connection is closed after the last repetition that is due, and none is due after that.
 */
export class Retries {
  private isClosing = false;
  /** When the last repetition so far is due, by `performance.now()`. */
  private lastDue = 0;

  /** For the connection. */
  readonly interceptor: NonNullable<ConnectionOptions['interceptors']>[number];

  constructor() {
    const { retryableDecider, delayFunction } = defaultGrpcRetryOptions();
    const repeated = makeGrpcRetryInterceptor({
      retryableDecider: (attempt, status) => !this.isClosing && retryableDecider(attempt, status),
      delayFunction: (attempt, status) => {
        const delay = delayFunction(attempt, status);
        this.lastDue = Math.max(this.lastDue, performance.now() + delay);
        return delay;
      },
    });
    // The deadline bounds all attempts together.
    this.interceptor = (options, nextCall) =>
      repeated({ ...options, deadline: options.deadline ?? Date.now() + CALL_TIMEOUT_MS }, nextCall);
  }

  /** Closes the connection, or has it closed once nothing is repeated any more, and does not wait for that. */
  async close(connection: Pick<Connection, 'close'>): Promise<void> {
    this.isClosing = true;
    const left = this.lastDue - performance.now();
    if (left <= 0) return connection.close();
    // A timer that is set later with the same delay runs later.
    setTimeout(() => void connection.close(), left + 1);
  }
}
