import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

/**
 * Runs a command with the input and output of this process. Passes SIGINT and SIGTERM on and lets the command decide when to end.
 *
 * @param env - the environment of the command; default: that of this process.
 * @returns its exit code, or 128 plus the signal number if a signal ended it, as in shells.
 */
export async function runVisibly(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit', env });
  const passOn = (signal: NodeJS.Signals): void => {
    // The terminal sends Ctrl-C to the command too. Passing it on would count as a second Ctrl-C.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  process.on('SIGINT', passOn).on('SIGTERM', passOn);
  try {
    await once(child, 'close');
  } finally {
    process.off('SIGINT', passOn).off('SIGTERM', passOn);
  }
  return child.exitCode ?? 128 + (child.signalCode === null ? 0 : constants.signals[child.signalCode]);
}
