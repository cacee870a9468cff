import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { repositoryRoot } from './repository-root.js';

/** What a command that is run in the clone prints, without white space at the ends. @throws Error with its error output. */
export async function output(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd: repositoryRoot, maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}
