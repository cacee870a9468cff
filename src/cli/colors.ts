import picocolors from 'picocolors';
import type { Colors } from '../report/table.js';

/** Whether the stream is a terminal on which text can be redrawn. */
export function isTerminal(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY && env['TERM'] !== 'dumb';
}

/** Colours on a terminal, unless `NO_COLOR` is set to anything. */
export function colorsFor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Colors {
  const { NO_COLOR } = env;
  return picocolors.createColors(isTerminal(stream, env) && (NO_COLOR === undefined || NO_COLOR === ''));
}
