import { open } from 'node:fs/promises';
import { decodeText } from '../plan/text/decode-text.js';
import { CliError } from './cli-error.js';
import { ExitCode } from './exit-code.js';

/** Maximum size, bytes. Plans and scenarios are far smaller, and a mistyped file name may be a disk. */
const MAX_BYTES = 1_048_576;

/**
 * Reads a text file, or standard input if `file` is `-`.
 *
 * @param whenMissing what to do if there is no such file, as a sentence without its full stop.
 * @throws CliError, usage: the file does not exist, cannot be read, is a folder, is larger than 1 MiB, or is not UTF-8.
 */
export async function readSource(
  file: string,
  stdin: AsyncIterable<string | Uint8Array>,
  whenMissing?: string,
): Promise<string> {
  return file === '-' ? readStream(stdin) : readFile(file, whenMissing);
}

/** The name of a file in messages. */
export function sourceName(file: string): string {
  return file === '-' ? '<stdin>' : file;
}

async function readFile(file: string, whenMissing: string | undefined): Promise<string> {
  try {
    const handle = await open(file, 'r');
    try {
      const stats = await handle.stat();
      if (stats.isDirectory()) throw refused(`${file} is a folder, not a file.`);
      if (stats.size > MAX_BYTES) throw tooLarge(file);
      return await readStream(handle.createReadStream({ autoClose: false }), file);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw refused(`${file} cannot be read: ${whyNot(error, whenMissing)}.`);
  }
}

/** Counts while it reads, because a device or a pipe has no size to check first. */
async function readStream(stream: AsyncIterable<string | Uint8Array>, name = '<stdin>'): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    length += bytes.length;
    if (length > MAX_BYTES) throw tooLarge(name);
    chunks.push(bytes);
  }
  const decoded = decodeText(Buffer.concat(chunks));
  if ('problem' in decoded) throw refused(`${name} ${decoded.problem}.`);
  return decoded.text;
}

function whyNot(error: unknown, whenMissing: string | undefined): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return `there is no such file${whenMissing === undefined ? '' : `; ${whenMissing}`}`;
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}

function tooLarge(name: string): CliError {
  return refused(`${name} is larger than 1 MiB.`);
}

function refused(message: string): CliError {
  return new CliError(ExitCode.usage, message);
}
