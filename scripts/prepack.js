// Runs before `npm pack` and `npm publish`. It is not TypeScript: in a clone without packages, nothing could run that.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Why the packages in node_modules are not those of the lock file, which are tested; `undefined` if they are. */
function obstacle() {
  let installed;
  try {
    installed = read(join(root, 'node_modules/.package-lock.json')).packages;
  } catch {
    return 'its packages are not installed';
  }
  for (const [place, { version, optional }] of Object.entries(read(join(root, 'package-lock.json')).packages)) {
    const given = installed[place]?.version;
    // Of a platform's own packages, only those of this platform are installed.
    if (place === '' || given === version || (given === undefined && optional === true)) continue;
    return `${place} is ${given ?? 'missing'}, and the lock file has ${version}`;
  }
  return undefined;
}

/**
 * Has npm write `npm-shrinkwrap.json`: the lock file without what is for development. npm would install that too.
 *
 * Packages of one platform are left out, as npm would install those of every platform, 160 MB. All of them belong to
 * `@swc/core`, with which Temporal's SDK bundles workflows, and the workflows of this package are bundled by its build.
 */
function writeShrinkwrap() {
  const staging = mkdtempSync(join(tmpdir(), 'eci-replicator-pack-'));
  try {
    const { devDependencies, scripts: _scripts, overrides, ...manifest } = read(join(root, 'package.json'));
    // An override may name the version of a package for development, which is not there.
    const fixed = { ...manifest, overrides: { ...overrides, '@types/node': devDependencies['@types/node'] } };
    writeFileSync(join(staging, 'package.json'), JSON.stringify(fixed));
    const file = join(staging, 'npm-shrinkwrap.json');
    copyFileSync(join(root, 'package-lock.json'), file);
    // A command of npm that calls a script would pass its own settings on, for example that nothing is to be written.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
    const args = ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'];
    execFileSync('npm', args, { cwd: staging, env, stdio: ['ignore', 'ignore', 'inherit'] });
    const lock = read(file);
    const packages = Object.entries(lock.packages).filter(([, { os, cpu }]) => os === undefined && cpu === undefined);
    writeFileSync(
      join(root, 'npm-shrinkwrap.json'),
      `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`,
    );
  } finally {
    rmSync(staging, { recursive: true });
  }
}

const why = obstacle();
if (why !== undefined) {
  process.stderr.write(`The package cannot be packed: ${why}. Run \`npm ci\` first.\n`);
  process.exit(1);
}
// npm prints the name of the tarball to standard output.
const build = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], {
  cwd: root,
  stdio: ['ignore', 2, 2],
});
if (build.status !== 0) process.exit(1);
writeShrinkwrap();
