import { join } from 'node:path';
import { withProgress } from './progress.js';
import { runQuietly } from './run-quietly.js';

/** The newest CLI that `go install` takes: later tags hold a `replace`. Its server is 1.29.1, its UI 2.42.1. */
export const temporalCliVersion = '1.5.1';

/**
 * Builds the Temporal CLI into `folder`: minutes on the first time, seconds with a warm Go build cache.
 *
 * @throws Error when Go is not installed, or the build failed.
 */
export async function buildTemporalCli(folder: string): Promise<void> {
  await runQuietly('go', ['version']);
  await withProgress(`Building the Temporal CLI ${temporalCliVersion} with go install, once for this machine`, () =>
    runQuietly('go', ['install', `github.com/temporalio/cli/cmd/temporal@v${temporalCliVersion}`], {
      // Away from the clone, so that no go.mod or go.work of a folder above it counts.
      cwd: folder,
      env: { GOBIN: folder, GOWORK: 'off' },
    }),
  );
  await runQuietly(join(folder, 'temporal'), ['--version']);
}
