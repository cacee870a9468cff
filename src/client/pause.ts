import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits. Injected wherever the client waits, so that tests need no real time.
 *
 * @throws the signal's reason when it is aborted meanwhile.
 */
export type Pause = (ms: number, signal?: AbortSignal) => Promise<void>;

export const realPause: Pause = async (ms, signal) => {
  signal?.throwIfAborted();
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    // Node wraps the reason in an error of its own.
    signal?.throwIfAborted();
    throw error;
  }
};
