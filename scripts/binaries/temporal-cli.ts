import { findOnPath } from '../../src/dev/find-on-path.js';
import { givenExecutable, temporalCliChoices } from '../../src/dev/temporal-cli.js';
import { buildTemporalCli, temporalCliVersion } from './build-temporal-cli.js';
import { cacheDir } from './cache-dir.js';
import { firstThatWorks } from './first-that-works.js';
import { sdkDownload } from './sdk-download.js';
import { sdkVersion } from './sdk-version.js';
import { fromCache, install, lookUp } from './steps.js';

/**
 * The path of the Temporal CLI: `TEMPORAL_CLI_PATH`, `temporal` on PATH, the cache, the SDK's download, or `go install`. The
 * last two fill the cache outside the clone. `go install` takes minutes and reports its progress on stderr.
 *
 * @throws Error with the reasons and the choices if none works; immediately if `TEMPORAL_CLI_PATH` is not an executable file.
 */
export async function obtainTemporalCli(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const cache = cacheDir(env);
  const built = { cache, folder: `temporal-cli-${temporalCliVersion}`, file: 'temporal' };
  const downloaded = { cache, folder: `temporal-cli-of-sdk-${sdkVersion}`, file: 'temporal' };
  return await firstThatWorks(
    'Temporal CLI',
    [
      lookUp('TEMPORAL_CLI_PATH', () => givenExecutable('TEMPORAL_CLI_PATH', env), 'not set'),
      lookUp('PATH', () => findOnPath('temporal', env.PATH), 'contains no temporal'),
      fromCache([built, downloaded]),
      install("the SDK's download", downloaded, (folder) => sdkDownload('temporal', folder)),
      install('go install', built, buildTemporalCli),
    ],
    temporalCliChoices,
  );
}
