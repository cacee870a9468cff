import { join } from 'node:path';
import { withProgress } from './progress.js';
import { runQuietly } from './run-quietly.js';

/** The newest CLI that `go install` accepts: later tags contain a `replace`. Its server is 1.29.1 and its UI 2.42.1. */
export const temporalCliVersion = '1.5.1';

/**
 * Builds the Temporal CLI into `folder`. This takes minutes the first time, and seconds with a warm Go build cache.
 *
 * @throws Error if Go is not installed or the build fails.
 */
export async function buildTemporalCli(folder: string): Promise<void> {
  await runQuietly('go', ['version']);
  await withProgress(`Building the Temporal CLI ${temporalCliVersion} with go install, once per machine`, () =>
    runQuietly('go', ['install', `github.com/temporalio/cli/cmd/temporal@v${temporalCliVersion}`], {
      // Outside the clone, so that no go.mod or go.work above it applies.
      cwd: folder,
      env: { GOBIN: folder, GOWORK: 'off' },
    }),
  );
  await runQuietly(join(folder, 'temporal'), ['--version']);
}
