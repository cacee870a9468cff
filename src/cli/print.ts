import type { CliContext } from './context.js';

/** Data, for the next program: to stdout, and always ending in a newline. */
export function printData(context: Pick<CliContext, 'process'>, text: string): void {
  context.process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function printJson(context: Pick<CliContext, 'process'>, value: unknown): void {
  printData(context, JSON.stringify(value, null, 2));
}

/** Everything that is no data: to stderr. */
export function say(context: Pick<CliContext, 'process'>, line: string): void {
  context.process.stderr.write(`${line}\n`);
}
