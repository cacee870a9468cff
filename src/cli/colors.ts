import picocolors from 'picocolors';
import type { Colors } from '../report/report-table.js';

/** Whether the stream is a terminal on which text can be redrawn. */
export function isTerminal(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** Colours on a terminal, unless `NO_COLOR` is set to anything. */
export function colorsFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Colors {
  const { NO_COLOR } = env;
  // Outside a terminal `isTTY` is undefined, and so would let picocolors decide, which colours whatever runs in CI.
  const coloured = isTerminal(stream, env) && (NO_COLOR === undefined || NO_COLOR === '');
  return picocolors.createColors(coloured);
}
