import { stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CliError } from './cli-error.js';
import { ExitCode } from './exit-code.js';

/**
 * Whether files can be written there, asked before a run of hours is started.
 *
 * @throws CliError, usage: a folder is missing, or the file is itself a folder.
 */
export async function checkOutputs(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const folder = dirname(file);
    if (!(await isFolder(folder)))
      throw new CliError(ExitCode.usage, `${file} cannot be written: there is no folder ${folder}.`);
    if (await isFolder(file)) throw new CliError(ExitCode.usage, `${file} cannot be written: it is a folder.`);
  }
}

/** @throws CliError, failed: what a pipeline waits for would be missing. */
export async function writeOutput(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new CliError(
      ExitCode.failed,
      `${file} was not written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Not there, or not for us to see: the caller says so in its own words.
    return false;
  }
}
