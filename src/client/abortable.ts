import { once } from 'node:events';

/**
 * The result of `work`, or a rejection with the signal's reason as soon as the signal is aborted. `work` itself is not
 * stopped; its result is then dropped.
 */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const listening = new AbortController();
  try {
    return await Promise.race([work, rejectOnAbort(signal, listening.signal)]);
  } finally {
    listening.abort();
  }
}

async function rejectOnAbort(signal: AbortSignal, listening: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort', { signal: listening }).catch(() => undefined);
  throw signal.reason ?? new Error('no longer listening');
}
