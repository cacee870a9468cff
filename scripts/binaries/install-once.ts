import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const abandonedAfterMs = 24 * 60 * 60 * 1000;
const prefix = '.installing-';

/**
 * Creates the folder `name` in the cache: `fill` fills a temporary folder, which is then renamed into place. No process ever
 * sees a partial folder. If two processes do this at the same time, the work of the second is discarded.
 *
 * @returns the path of the folder.
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

/** Removes the folders of interrupted builds, a quarter of a gigabyte each. */
async function sweepAbandoned(cache: string): Promise<void> {
  const folders = (await readdir(cache)).filter((entry) => entry.startsWith(prefix));
  await Promise.all(
    folders.map(async (folder) => {
      const path = join(cache, folder);
      // Another process may just have renamed or removed its folder.
      const found = await stat(path).catch(() => undefined);
      if (found !== undefined && Date.now() - found.mtimeMs > abandonedAfterMs) {
        await rm(path, { recursive: true, force: true });
      }
    }),
  );
}
