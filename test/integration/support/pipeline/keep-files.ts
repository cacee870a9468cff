import { copyFile } from 'node:fs/promises';
import path from 'node:path';

/** Copies the files that exist, as for the artifacts of a job, and returns their names. */
export async function keepFiles(files: readonly string[], from: string, to: string): Promise<string[]> {
  const kept: string[] = [];
  for (const file of files.map((name) => name.trim())) {
    try {
      await copyFile(path.join(from, file), path.join(to, path.basename(file)));
      kept.push(file);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return kept;
}
