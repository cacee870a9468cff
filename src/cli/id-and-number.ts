import { numberParser } from '@stricli/core';
import { CliError } from './cli-error.js';
import { ExitCode } from './exit-code.js';

/** Reads `ID N`, in either order: a plan's name that is itself a number comes first. */
export function idAndNumber(first: string, second: string, what: string): { id: string; number: number } {
  const [id, text] = isNumber(first) && !isNumber(second) ? [second, first] : [first, second];
  if (!isNumber(text)) throw new CliError(ExitCode.usage, `${what} is a whole number from 1 on, not ${text}.`);
  return { id, number: numberParser(text) };
}

function isNumber(text: string): boolean {
  return /^[1-9]\d{0,8}$/.test(text);
}

/** The positional parameters of such a command. */
export function idAndNumberParameters(brief: string) {
  return {
    kind: 'tuple',
    parameters: [
      { brief: "A plan's name (its latest run) or a workflow id", parse: String, placeholder: 'ID' },
      { brief, parse: String, placeholder: 'N' },
    ],
  } as const;
}
