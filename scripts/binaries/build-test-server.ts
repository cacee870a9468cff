import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withProgress } from './progress.js';
import { runQuietly } from './run-quietly.js';

/** The version of `io.temporal:temporal-test-server`, the time-skipping test server. */
export const testServerVersion = '1.38.0';

const copyDependencies = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

/**
 * Downloads the time-skipping test server and its dependencies (38 MB) into `folder` with Maven, and adds a script that runs it.
 *
 * @throws Error if Java or Maven is not installed, or if the download fails.
 */
export async function buildTestServer(folder: string): Promise<void> {
  await runQuietly('java', ['-version']);
  await writeFile(join(folder, 'pom.xml'), pom);
  await withProgress(`Fetching the time-skipping test server ${testServerVersion} with Maven, once per machine`, () =>
    runQuietly('mvn', ['-q', '-B', copyDependencies, '-DincludeScope=runtime', '-DoutputDirectory=lib'], {
      cwd: folder,
    }),
  );
  const script = join(folder, 'temporal-test-server');
  await writeFile(script, launcher);
  await chmod(script, 0o755);
}

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>eci-replicator</groupId>
  <artifactId>test-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${testServerVersion}</version>
    </dependency>
  </dependencies>
</project>
`;

/** Finds the jars next to itself, because the folder is renamed into place. With C1 alone it starts sooner: the SDK waits at most 5 s. */
const launcher = `#!/bin/sh
folder=$(cd "$(dirname "$0")" && pwd)
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$folder/lib/*" io.temporal.testserver.TestServer "$@"
`;
