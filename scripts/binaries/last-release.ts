import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../run/repository-root.js';
import { cacheDir } from './cache-dir.js';
import { withProgress } from './progress.js';
import { runQuietly } from './run-quietly.js';
import { cached } from './steps.js';

/**
 * The commit whose runs this version must be able to continue, and the other way round: that of the last release or, as there
 * is none yet, a commit of main. A release moves it to its own tag.
 */
const LAST_RELEASE = '87a3af927cb41a9d62e44e3d79d91fd27142a132';

/**
 * The command of the last release, built from its own commit with its own dependencies, once per machine.
 *
 * @returns the path of its `bin.js`.
 * @throws Error if the clone does not have the commit, or if its build fails.
 */
export async function obtainLastRelease(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const place = { cache: cacheDir(env), folder: `release-${LAST_RELEASE.slice(0, 12)}`, file: 'dist/src/cli/bin.js' };
  return cached(place, (folder) =>
    withProgress('Building the last release, once per machine', () => buildRelease(folder)),
  );
}

async function buildRelease(folder: string): Promise<void> {
  const tree = join(folder, 'tree.tar');
  await runQuietly('git', ['archive', '--output', tree, LAST_RELEASE], { cwd: repositoryRoot });
  await runQuietly('tar', ['-xf', tree, '-C', folder]);
  await rm(tree);
  await runQuietly('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder });
  await runQuietly('npm', ['run', 'build'], { cwd: folder });
  await runQuietly('npm', ['prune', '--omit=dev', '--no-audit', '--no-fund'], { cwd: folder });
}
