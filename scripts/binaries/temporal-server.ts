import { dirname } from 'node:path';
import { cacheDir } from './cache-dir.js';
import { withProgress } from './progress.js';
import { runQuietly } from './run-quietly.js';
import { cached } from './steps.js';

/** A server as it runs in production; the Temporal CLI contains an older one, with SQLite. */
export const temporalServerVersion = '1.32.0';

const PACKAGES = ['cmd/server', 'cmd/tools/sql'];

/**
 * The folder with the Temporal server (`server`) and the tool that creates its database (`sql`), built with `go install` once
 * per machine. This takes minutes.
 *
 * @throws Error if Go is not installed or the build fails.
 */
export async function obtainTemporalServer(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const place = { cache: cacheDir(env), folder: `temporal-server-${temporalServerVersion}`, file: 'server' };
  return dirname(await cached(place, build));
}

async function build(folder: string): Promise<void> {
  const packages = PACKAGES.map((name) => `go.temporal.io/server/${name}@v${temporalServerVersion}`);
  await withProgress(`Building the Temporal server ${temporalServerVersion} with go install, once per machine`, () =>
    runQuietly('go', ['install', ...packages], { cwd: folder, env: { GOBIN: folder, GOWORK: 'off' } }),
  );
}
