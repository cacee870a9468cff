import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const abandonedAfterMs = 24 * 60 * 60 * 1000;
const prefix = '.installing-';

/**
 * Makes the folder `name` in the cache: `fill` fills a temporary folder, which is then renamed into place. So nobody ever
 * sees half of it, and of two processes at once the second's work is thrown away.
 *
 * @returns the folder's path.
 */
export async function installOnce(
  cache: string,
  name: string,
  fill: (folder: string) => Promise<unknown>,
): Promise<string> {
  const place = join(cache, name);
  await mkdir(cache, { recursive: true });
  await sweepAbandoned(cache);
  const folder = await mkdtemp(join(cache, prefix));
  try {
    await fill(folder);
    await rename(folder, place);
  } catch (error) {
    if (!isTaken(error)) throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return place;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST');
}

/** An interrupted build leaves its folder behind, a quarter of a gigabyte. */
async function sweepAbandoned(cache: string): Promise<void> {
  const folders = (await readdir(cache)).filter((entry) => entry.startsWith(prefix));
  await Promise.all(
    folders.map(async (folder) => {
      const path = join(cache, folder);
      // Another process may have just renamed or removed its own.
      const found = await stat(path).catch(() => undefined);
      if (found !== undefined && Date.now() - found.mtimeMs > abandonedAfterMs) {
        await rm(path, { recursive: true, force: true });
      }
    }),
  );
}
