import { CliError } from './cli-error.js';
import { ExitCode } from './exit-code.js';
import { Interrupted } from './interruption.js';

/** Errors of the client by name: to name their classes here would load it for every `--help`. */
const BY_NAME: Readonly<Record<string, ExitCode>> = {
  ControlRefused: ExitCode.refused,
  InvalidTemporalSettings: ExitCode.usage,
  NamespaceNotFoundError: ExitCode.unavailable,
  RunRefused: ExitCode.refused,
  TemporalUnreachable: ExitCode.unavailable,
  TransportError: ExitCode.unavailable,
};

/** The exit code of a command that threw; what nobody expected is 1. */
export function exitCodeOfError(error: unknown): ExitCode {
  if (error instanceof CliError || error instanceof Interrupted) return error.exitCode;
  if (!(error instanceof Error) || !Object.hasOwn(BY_NAME, error.name)) return ExitCode.failed;
  return BY_NAME[error.name] ?? ExitCode.failed;
}
