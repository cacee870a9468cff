import { join } from 'node:path';
import { obtainTemporalCli } from './binaries/temporal-cli.js';
import { buildPackage } from './package/build-package.js';
import { repositoryRoot } from './run/repository-root.js';
import { runScript } from './run/run-script.js';
import { runVisibly } from './run/run-visibly.js';

/** Runs the package's `demo` in a clone: obtains and builds what it needs, then runs the built command with the same arguments. */
await runScript(async () => {
  const cli = await obtainTemporalCli();
  await buildPackage();
  const command = join(repositoryRoot, 'dist/cli/bin.js');
  return await runVisibly(process.execPath, [command, 'demo', ...process.argv.slice(2)], {
    ...process.env,
    TEMPORAL_CLI_PATH: cli,
  });
});
