import { ClientError } from '../client/errors.js';
import { printableLines } from '../safe-text.js';
import { ExitCode } from './exit-code.js';
import { Interrupted } from './interruption.js';

/** An error whose message is written for the user, with the exit code of the command. */
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

/** The exit code of a command that threw this error: 1 for an unexpected one. */
export function exitCodeOfError(error: unknown): ExitCode {
  if (error instanceof CliError || error instanceof Interrupted) return error.exitCode;
  return error instanceof ClientError ? ExitCode[error.kind] : ExitCode.failed;
}

/**
 * An error as a sentence, never a stack trace. If a call to the server failed, this is the server's own sentence: the error
 * around it only names the call.
 */
export function errorSentence(error: unknown): string {
  return printableLines(sentenceOf(error));
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('details' in error && typeof error.details === 'string' && error.details !== '') return error.details;
  const { cause } = error;
  const isWrapper = error.name === 'ServiceError' || error.name === 'WorkflowUpdateFailedError';
  if (isWrapper && cause instanceof Error) return `${error.message}: ${sentenceOf(cause)}`;
  return error.message === '' ? error.name : error.message;
}
