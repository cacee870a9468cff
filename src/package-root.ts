import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const manifest = z.object({ version: z.string() });

/** The folder of this package, whether the sources or the build are running. */
export const packageRoot: string = nearestPackage(dirname(fileURLToPath(import.meta.url)));

/** The package's version. */
export function packageVersion(): string {
  return manifest.parse(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))).version;
}

function nearestPackage(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder)
    throw new Error('the package is incomplete: there is no package.json in any folder above this file');
  return nearestPackage(parent);
}
