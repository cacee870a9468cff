import { readdirSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../run/repository-root.js';
import { runQuietly } from './run-quietly.js';

/** The name that the SDK's download begins with, and that it gets here. */
export type SdkBinary = 'temporal' | 'temporal-test-server';

const beginWithinMs = 15_000;
const endWithinMs = 15 * 60_000;

/** Remembered for this process alone: a site that could not be reached for one binary is not asked for the other. */
let unreachable: Error | undefined;

/**
 * Has the SDK download `binary` into the empty `folder`. Gives up after 15 s when nothing has come, as where the site cannot
 * be reached, and after 15 min in any case.
 *
 * @returns the file's path.
 * @throws Error when it failed.
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
      ? new Error(`nothing came within ${beginWithinMs / 1000} s`)
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
