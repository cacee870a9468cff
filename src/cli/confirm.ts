import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { CliContext } from './context.js';
import { say } from './print.js';

/** Whether a person can answer a question: stdin and stderr must both be terminals. */
export function canConfirm({ process: { stdin, stderr } }: CliContext): boolean {
  const streams: readonly { readonly isTTY?: boolean }[] = [stdin, stderr];
  return streams.every(({ isTTY }) => isTTY === true);
}

/**
 * Asks a person on stderr. Only `y` and `yes` mean yes; the end of the input means no.
 *
 * @param otherwise what is said if the answer is not yes, or if there is none.
 * @throws the signal's reason if it is aborted.
 */
export async function confirm(
  context: CliContext,
  question: string,
  otherwise: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { stdin, stderr } = context.process;
  // As a terminal it would handle Ctrl-C itself; the process must get the signal.
  const lines = createInterface({ input: stdin, output: stderr, terminal: false });
  try {
    const ended = once(lines, 'close').then(() => '');
    const answer = await Promise.race([lines.question(`${question} [y/N] `, { signal }), ended]);
    if (/^y(es)?$/i.test(answer.trim())) return true;
    say(context, otherwise);
    return false;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    if (signal.aborted) say(context, `\n${otherwise}`);
    lines.close();
  }
}
