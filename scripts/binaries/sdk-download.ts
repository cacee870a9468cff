import { readdirSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../run/repository-root.js';
import { runQuietly } from './run-quietly.js';

/** The start of the name of the file that the SDK downloads, and the name that the file gets here. */
export type SdkBinary = 'temporal' | 'temporal-test-server';

const beginWithinMs = 15_000;
const endWithinMs = 15 * 60_000;

/** Kept for this process: if the site is unreachable for one binary, the other is not tried. */
let unreachable: Error | undefined;

/**
 * Downloads `binary` into the empty `folder` with the SDK. Gives up after 15 s if nothing has arrived, for example because
 * the site is unreachable, and after 15 min in any case.
 *
 * @returns the path of the file.
 * @throws Error if the download fails.
 */
export async function sdkDownload(binary: SdkBinary, folder: string): Promise<string> {
  if (unreachable !== undefined) throw unreachable;
  const nothingCame = new AbortController();
  const timer = setTimeout(() => {
    if (readdirSync(folder).length === 0) nothingCame.abort();
  }, beginWithinMs);
  try {
    await runQuietly(
      process.execPath,
      ['--import', 'tsx', join(repositoryRoot, 'scripts/binaries/sdk-download-child.ts'), binary, folder],
      { cwd: repositoryRoot, signal: AbortSignal.any([nothingCame.signal, AbortSignal.timeout(endWithinMs)]) },
    );
  } catch (error) {
    if (readdirSync(folder).length > 0) throw error;
    unreachable = nothingCame.signal.aborted
      ? new Error(`nothing arrived within ${beginWithinMs / 1000} s`)
      : asError(error);
    throw unreachable;
  } finally {
    clearTimeout(timer);
  }

  const downloaded = readdirSync(folder).find((file) => file.startsWith(`${binary}-`));
  if (downloaded === undefined) throw new Error('the SDK left no file');
  const path = join(folder, binary);
  await rename(join(folder, downloaded), path);
  return path;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
