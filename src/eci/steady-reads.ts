import { setTimeout as sleep } from 'node:timers/promises';
import type { Eci } from './eci.js';
import { EciError } from './eci-error.js';

/** Tries of one read in all. */
const TRIES = 4;
/** Before the second try, ms; doubles, with jitter. */
const FIRST_WAIT_MS = 250;

/**
 * Repeats a read that was throttled or not answered, a few times at once. A survey is many pages, and one that begins
 * anew at each lost page may never end. Reads are free and change nothing; copies and deletes are left alone.
 */
export function steadyReads(eci: Eci): Eci {
  return {
    copyDataCache: (request) => eci.copyDataCache(request),
    deleteDataCache: (request) => eci.deleteDataCache(request),
    describeDataCaches: (query) => steadily(() => eci.describeDataCaches(query)),
    listUsage: (region) => steadily(() => eci.listUsage(region)),
  };
}

async function steadily<T>(read: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await read();
    } catch (error) {
      const passing = error instanceof EciError && error.mayPass;
      if (!passing || tries >= TRIES) throw error;
      await sleep(FIRST_WAIT_MS * 2 ** (tries - 1) * (0.5 + Math.random() / 2));
    }
  }
}
