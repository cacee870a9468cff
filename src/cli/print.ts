import picocolors from 'picocolors';
import type { Colors } from '../report/report-table.js';
import type { CliContext } from './context.js';

type Surroundings = Pick<CliContext, 'process'>;

/** Prints data to stdout, for the next program. It always ends in a newline. */
export function printData({ process: { stdout } }: Surroundings, text: string): void {
  stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function printJson(context: Surroundings, value: unknown): void {
  printData(context, JSON.stringify(value, null, 2));
}

/** Prints everything that is not data, to stderr. */
export function say({ process: { stderr } }: Surroundings, line: string): void {
  stderr.write(`${line}\n`);
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
