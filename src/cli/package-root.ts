import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const manifest = z.object({ version: z.string() });

/** The package's own folder, wherever it is installed, from the sources as from the build. */
export const packageRoot: string = nearestPackage(dirname(fileURLToPath(import.meta.url)));

/** The package's version. */
export function packageVersion(): string {
  return manifest.parse(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))).version;
}

function nearestPackage(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('the package was taken apart: there is no package.json above this file');
  return nearestPackage(parent);
}
