import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first executable file of that name in the folders of `pathVariable` (the value of `PATH`), or undefined. */
export function findOnPath(name: string, pathVariable: string | undefined): string | undefined {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  return (pathVariable ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, file))
    .find(isExecutable);
}

/** Whether `path` is a file that this user may execute. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
