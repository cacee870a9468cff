import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './run/repository-root.js';

/**
 * Adds to package-lock.json the optional packages for other platforms that npm left out, which happens if it installs over
 * an existing node_modules (npm/cli#4828). Without them `npm ci` rejects the lock file. Run this after changing a
 * dependency.
 */
interface LockFile {
  packages: Record<string, Entry>;
}

interface Entry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const path = join(repositoryRoot, 'package-lock.json');
const lock: LockFile = JSON.parse(readFileSync(path, 'utf8'));

const missing = Object.values(lock.packages).flatMap(({ dev, optionalDependencies = {} }) =>
  Object.entries(optionalDependencies)
    .map(([name, version]) => [`node_modules/${name}`, { version, ...(dev && { dev }), optional: true }] as const)
    .filter(([place]) => lock.packages[place] === undefined),
);
lock.packages = Object.fromEntries(
  [...Object.entries(lock.packages), ...missing].toSorted(([a], [b]) => a.localeCompare(b, 'en')),
);
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
process.stderr.write(`Added ${missing.length} packages to package-lock.json.\n`);
