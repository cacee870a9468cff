import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from './temporary-folder.js';

/** Writes the plan as `plan.yaml` into a folder of its own, which is removed when the test ends, and returns its path. */
export async function planFile(plan: object): Promise<string> {
  const file = path.join(await temporaryFolder(), 'plan.yaml');
  await writeFile(file, JSON.stringify(plan));
  return file;
}
