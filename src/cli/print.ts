import picocolors from 'picocolors';
import type { Colors } from '../report/report-table.js';
import { jsonText, outputText } from '../safe-text.js';
import type { CliContext } from './context.js';

type Surroundings = Pick<CliContext, 'process'>;

/** Prints data to stdout, for the next program. It always ends in a newline. */
export function printData({ process: { stdout, env } }: Surroundings, text: string): void {
  stdout.write(safeFor(stdout, env, text.endsWith('\n') ? text : `${text}\n`));
}

export function printJson(context: Surroundings, value: unknown): void {
  printData(context, jsonText(value));
}

/** Prints everything that is not data, to stderr. */
export function say(
  { process: { stderr, env } }: { readonly process: Pick<CliContext['process'], 'stderr' | 'env'> },
  line: string,
): void {
  stderr.write(safeFor(stderr, env, `${line}\n`));
}

/** Text as it may be written to the stream. Whoever writes to a stream without {@link say} or {@link printData} uses it. */
export function safeFor(stream: Stream, env: NodeJS.ProcessEnv, text: string): string {
  return outputText(text, { coloured: isTerminal(stream, env) });
}

interface Stream {
  readonly isTTY?: boolean;
}

/** Whether the stream is a terminal that can redraw text. */
export function isTerminal(stream: Stream, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** Colours on a terminal, unless `NO_COLOR` is set to anything. */
export function colorsFor(stream: Stream, env: NodeJS.ProcessEnv): Colors {
  const { NO_COLOR } = env;
  // Always a boolean: given `undefined`, picocolors decides by itself, and colours everything that runs in CI.
  const coloured = isTerminal(stream, env) && (NO_COLOR === undefined || NO_COLOR === '');
  return picocolors.createColors(coloured);
}
