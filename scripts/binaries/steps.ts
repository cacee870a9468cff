import { join } from 'node:path';
import { isExecutable } from '../../src/dev/temporal-cli.js';
import type { Step } from './first-that-works.js';
import { installOnce } from './install-once.js';

/** A place in the cache: a `folder` named after the version, and the executable `file` in it. */
export interface CachePlace {
  readonly cache: string;
  readonly folder: string;
  readonly file: string;
}

/** Looks up a path that `find` knows, or fails with the reason `absent`. */
export function lookUp(name: string, find: () => string | undefined, absent: string): Step {
  return {
    name,
    attempt: async () => {
      const path = find();
      return path === undefined ? { reason: absent } : { path };
    },
  };
}

/** Finds the executable that an earlier {@link install} left in one of the places. */
export function fromCache(places: readonly CachePlace[]): Step {
  return lookUp('the cache', () => places.map(pathOf).find(isExecutable), 'empty');
}

/** Obtains the path with `obtain`. A failure is this step's reason. */
export function tryTo(name: string, obtain: () => Promise<string>): Step {
  return {
    name,
    attempt: async () => {
      try {
        return { path: await obtain() };
      } catch (error) {
        return { reason: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

/** Creates the place with `fill`, which puts the file into an empty folder. A failure is this step's reason. */
export function install(name: string, place: CachePlace, fill: (folder: string) => Promise<unknown>): Step {
  return tryTo(name, async () => {
    await installOnce(place.cache, place.folder, fill);
    return pathOf(place);
  });
}

/** The file of a place that {@link installOnce} fills with `fill` unless an earlier call has. @throws the error of `fill`. */
export async function cached(place: CachePlace, fill: (folder: string) => Promise<unknown>): Promise<string> {
  if (!isExecutable(pathOf(place))) await installOnce(place.cache, place.folder, fill);
  return pathOf(place);
}

function pathOf({ cache, folder, file }: CachePlace): string {
  return join(cache, folder, file);
}
