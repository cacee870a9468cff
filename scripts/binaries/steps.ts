import { join } from 'node:path';
import { isExecutable } from '../../src/dev/temporal-cli.js';
import type { Step } from './first-that-works.js';
import { installOnce } from './install-once.js';

/** A place in the cache: `folder`, named for the version, and the executable's `file` in it. */
export interface CachePlace {
  readonly cache: string;
  readonly folder: string;
  readonly file: string;
}

/** A path that is already known, or known to be absent. */
export function lookUp(name: string, find: () => string | undefined, absent: string): Step {
  return {
    name,
    attempt: async () => {
      const path = find();
      return path === undefined ? { reason: absent } : { path };
    },
  };
}

/** What an earlier {@link install} left in one of the places. */
export function fromCache(places: readonly CachePlace[]): Step {
  return lookUp('the cache', () => places.map(pathOf).find(isExecutable), 'empty');
}

/** Makes the place with `fill`, which is given an empty folder to put the file in. A failure is this step's reason. */
export function install(name: string, place: CachePlace, fill: (folder: string) => Promise<unknown>): Step {
  return {
    name,
    attempt: async () => {
      try {
        await installOnce(place.cache, place.folder, fill);
        return { path: pathOf(place) };
      } catch (error) {
        return { reason: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

function pathOf({ cache, folder, file }: CachePlace): string {
  return join(cache, folder, file);
}
