import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const folders = ['src', 'workflows', 'activities', 'scripts/package'];
const files = ['package.json', 'package-lock.json', 'tsconfig.json'];

/** A hash of the names and contents of all files that the build reads, so a renamed or removed file changes it too. */
export function inputsDigest(root: string): string {
  const hash = createHash('sha256');
  for (const path of [...files, ...folders.flatMap((folder) => filesOf(root, folder))]) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function filesOf(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted();
}
