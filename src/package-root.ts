import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package, whether the sources or the build are running. */
export const packageRoot: string = nearestPackage(dirname(fileURLToPath(import.meta.url)));

/** The package's version. */
export function packageVersion(): string {
  // Every start of the command line reads it, so it is checked without a schema library.
  const manifest: unknown = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    const { version } = manifest;
    if (typeof version === 'string') return version;
  }
  throw new Error('the package is incomplete: its package.json has no version');
}

function nearestPackage(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder)
    throw new Error('the package is incomplete: there is no package.json in any folder above this file');
  return nearestPackage(parent);
}
