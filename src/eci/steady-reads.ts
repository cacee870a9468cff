import { setTimeout as sleep } from 'node:timers/promises';
import type { Eci } from './eci.js';
import { EciError } from './eci-error.js';

/** Attempts per read, in total. */
const ATTEMPTS = 4;
/** Before the second attempt, ms. Doubles, with jitter. */
const FIRST_WAIT_MS = 250;

/**
 * Retries a read that may pass, a few times within two seconds. A survey reads many pages, and if
 * each lost page started it over, it might never end. Reads are free and change nothing. Copies, deletes and
 * updates are not retried.
 */
export function steadyReads(eci: Eci): Eci {
  return {
    copyDataCache: (request) => eci.copyDataCache(request),
    deleteDataCache: (request) => eci.deleteDataCache(request),
    updateRetention: (request) => eci.updateRetention(request),
    describeDataCaches: (query) => withRetries(() => eci.describeDataCaches(query)),
    listUsage: (region) => withRetries(() => eci.listUsage(region)),
  };
}

async function withRetries<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      const mayPass = error instanceof EciError && error.mayPass;
      if (!mayPass || attempt >= ATTEMPTS) throw error;
      await sleep(FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
    }
  }
}
