import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
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

/**
 * Writes a file whole or not at all: what reads it meanwhile, or after a crash, finds the former one.
 *
 * @throws CliError, failed: what a pipeline waits for would be missing.
 */
export async function writeOutput(file: string, text: string): Promise<void> {
  try {
    const there = await statOf(file);
    // A pipe or a device, such as /dev/stdout, has nothing that could take its place.
    if (there !== undefined && !there.isFile()) return await writeFile(file, text);
    await replaceFile(there === undefined ? file : await realpath(file), text, there?.mode);
  } catch (error) {
    throw new CliError(
      ExitCode.failed,
      `${file} was not written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function replaceFile(file: string, text: string, mode = 0o666): Promise<void> {
  const beside = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(beside, text, { mode: mode & 0o777 });
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function isFolder(file: string): Promise<boolean> {
  // Not there, or not for us to see: the caller says so in its own words.
  return (await statOf(file).catch(() => undefined))?.isDirectory() === true;
}

/** `undefined`: there is nothing. */
async function statOf(file: string): Promise<Stats | undefined> {
  try {
    return await stat(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
