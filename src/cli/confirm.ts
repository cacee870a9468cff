import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { CliContext } from './context.js';

/** Whether a person can answer a question: stdin and stderr must both be terminals. */
export function canConfirm({ process: { stdin, stderr } }: Pick<CliContext, 'process'>): boolean {
  const streams: readonly { readonly isTTY?: boolean }[] = [stdin, stderr];
  return streams.every(({ isTTY }) => isTTY === true);
}

/**
 * Asks a person on stderr. Only `y` and `yes` mean yes; the end of the input means no.
 *
 * @throws the signal's reason if it is aborted.
 */
export async function confirm(
  { process: { stdin, stderr } }: Pick<CliContext, 'process'>,
  question: string,
  signal: AbortSignal,
): Promise<boolean> {
  // As a terminal it would handle Ctrl-C itself; the process must get the signal.
  const lines = createInterface({ input: stdin, output: stderr, terminal: false });
  try {
    const ended = once(lines, 'close').then(() => '');
    const answer = await Promise.race([lines.question(`${question} [y/N] `, { signal }), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    lines.close();
  }
}
