import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

/**
 * Runs a command with this process's input and output, and forwards SIGINT and SIGTERM. The command decides when to end.
 *
 * @param env - the command's environment; default: this process's.
 * @returns its exit code, or 128 plus the signal number if a signal ended it, as in a shell.
 */
export async function runVisibly(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit', env });
  const forward = (signal: NodeJS.Signals): void => {
    // A terminal sends Ctrl-C to the command as well. Forwarding it would count as a second one.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  process.on('SIGINT', forward).on('SIGTERM', forward);
  try {
    await once(child, 'close');
  } finally {
    process.off('SIGINT', forward).off('SIGTERM', forward);
  }
  return child.exitCode ?? 128 + (child.signalCode === null ? 0 : constants.signals[child.signalCode]);
}
