import { InvalidWorkerSettings } from '../client/errors.js';

/** For an address that a variable names and that cannot be bound, most often because it is in use. */
export function cannotListen(variable: string, address: string, cause: unknown): InvalidWorkerSettings {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new InvalidWorkerSettings(
    `The worker cannot listen on ${address}: ${reason}. Set ${variable} to a free address of this machine, or unset it.`,
    { cause },
  );
}
