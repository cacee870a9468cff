import { delimiter, dirname, join } from 'node:path';
import { cacheDir } from './binaries/cache-dir.js';
import { runQuietly } from './binaries/run-quietly.js';
import { cached } from './binaries/steps.js';
import { buildPackage } from './package/build-package.js';
import { repositoryRoot } from './run/repository-root.js';
import { runScript } from './run/run-script.js';
import { runVisibly } from './run/run-visibly.js';

/** The versions of Node that are supported beside the one that everything is tested with. */
const VERSIONS = ['22.23.3', '24.21.0'];

/** What could differ: the language and its modules, the packed command, and a worker with the native core. */
const TESTS = ['test/unit', 'test/serial/package.test.ts', 'test/integration/cli/demo.test.ts'];

/** Runs a part of the tests with each of these versions of Node. Exits 1 if one of them fails. */
await runScript(async () => {
  await buildPackage();
  const failed: string[] = [];
  for (const version of VERSIONS) {
    process.stderr.write(`Node ${version}:\n`);
    const node = await obtainNode(version);
    const vitest = join(repositoryRoot, 'node_modules/vitest/vitest.mjs');
    // npm, and commands with a `#!` line, take their Node from PATH.
    const PATH = [dirname(node), process.env.PATH].join(delimiter);
    const code = await runVisibly(node, [vitest, 'run', ...TESTS], { ...process.env, PATH });
    if (code !== 0) failed.push(version);
  }
  process.stderr.write(
    failed.length === 0
      ? `Passed with Node ${VERSIONS.join(' and ')}.\n`
      : `Failed with Node ${failed.join(' and ')}.\n`,
  );
  return failed.length === 0 ? 0 : 1;
});

/** The executable of this version, from the npm package for this platform, installed once into the cache. */
async function obtainNode(version: string): Promise<string> {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const place = {
    cache: cacheDir(process.env),
    folder: `${name}-${version}`,
    file: join('node_modules', name, 'bin/node'),
  };
  return cached(place, (prefix) =>
    runQuietly('npm', ['install', '--prefix', prefix, '--no-save', '--no-audit', '--no-fund', `${name}@${version}`], {
      cwd: prefix,
    }),
  );
}
