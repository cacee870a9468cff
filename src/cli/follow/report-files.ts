import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reportOutputs } from '../../report/outputs.js';
import type { Report } from '../../report/report.js';
import { formatReport } from '../../report/report-format.js';
import { jsonText } from '../../safe-text.js';
import { CliError } from '../cli-error.js';
import { ExitCode } from '../exit-code.js';
import type { ReportFlags } from './follow-flags.js';

/**
 * Checks that the files can be written. This comes first, because a run may take hours.
 *
 * @throws CliError, usage: a folder does not exist, or the file is itself a folder.
 */
export async function checkReportFlags({ report = [], outputs }: ReportFlags): Promise<void> {
  const files = [...report.map(({ file }) => file), ...(outputs === undefined ? [] : [outputs])];
  for (const file of files) {
    const folder = dirname(file);
    if (!(await isFolder(folder)))
      throw new CliError(ExitCode.usage, `${file} cannot be written: there is no folder ${folder}.`);
    if (await isFolder(file)) throw new CliError(ExitCode.usage, `${file} cannot be written: it is a folder.`);
  }
}

/** @throws CliError, failed. */
export async function writeReportFiles(report: Report, { report: targets = [], outputs }: ReportFlags): Promise<void> {
  for (const { format, file } of targets) await writeOutput(file, await formatReport(report, format));
  if (outputs !== undefined) await writeOutput(outputs, `${jsonText(reportOutputs(report))}\n`);
}

/**
 * Writes a file as a whole, so readers never see a partial file: until then, and after a crash, they see the old one.
 *
 * @throws CliError, failed: a later step of the pipeline would miss the file.
 */
export async function writeOutput(file: string, text: string): Promise<void> {
  try {
    const existing = await statOf(file);
    // A pipe or a device, such as /dev/stdout, cannot be replaced.
    if (existing !== undefined && !existing.isFile()) return await writeFile(file, text);
    await replaceFile(existing === undefined ? file : await realpath(file), text, existing?.mode);
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
  // If it does not exist or cannot be read, the caller has a better sentence than the system.
  return (await statOf(file).catch(() => undefined))?.isDirectory() === true;
}

/** `undefined` if it does not exist. */
async function statOf(file: string): Promise<Stats | undefined> {
  try {
    return await stat(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
