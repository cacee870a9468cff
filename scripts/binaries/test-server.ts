import { givenExecutable } from '../../src/dev/temporal-cli.js';
import { buildTestServer, testServerVersion } from './build-test-server.js';
import { cacheDir } from './cache-dir.js';
import { firstThatWorks } from './first-that-works.js';
import { sdkDownload } from './sdk-download.js';
import { sdkVersion } from './sdk-version.js';
import { fromCache, install, lookUp } from './steps.js';

/**
 * The path of the time-skipping test server: `TEMPORAL_TEST_SERVER_PATH`, the cache, the SDK's download, or Maven. The last
 * two fill the cache outside the clone.
 *
 * @throws Error with the reasons and the choices if none works; immediately if the variable does not name an executable file.
 */
export async function obtainTestServer(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const cache = cacheDir(env);
  const file = 'temporal-test-server';
  const fetched = { cache, folder: `test-server-${testServerVersion}`, file };
  const downloaded = { cache, folder: `test-server-of-sdk-${sdkVersion}`, file };
  return await firstThatWorks(
    'time-skipping test server',
    [
      lookUp('TEMPORAL_TEST_SERVER_PATH', () => givenExecutable('TEMPORAL_TEST_SERVER_PATH', env), 'not set'),
      fromCache([fetched, downloaded]),
      install("the SDK's download", downloaded, (folder) => sdkDownload(file, folder)),
      install('Maven', fetched, buildTestServer),
    ],
    ['install Java 11 or later and Maven, and try again', 'set TEMPORAL_TEST_SERVER_PATH to the file'],
  );
}
