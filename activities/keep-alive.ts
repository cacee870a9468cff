import { heartbeat } from '@temporalio/activity';

/** A third of the heartbeat time-out that the workflows set. A call that answers sooner records no heartbeat. */
const EVERY_MS = 10_000;

/**
 * Runs `work` and lets the server know that its worker lives, so that a killed worker is noticed within half a minute.
 * `details` are what the next attempt will read; heartbeats replace one another, so each repeats them.
 *
 * @param every ms; a cancellation is heard of no sooner. Default 10 s.
 */
export async function keepAlive<T>(work: () => Promise<T>, details?: () => unknown, every = EVERY_MS): Promise<T> {
  const beat = setInterval(() => {
    heartbeat(details?.());
  }, every);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}
