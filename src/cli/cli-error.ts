import type { ExitCode } from './exit-code.js';

/** An end that the user is told in words: no stack trace, and an exit code of the table. */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    readonly exitCode: ExitCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
