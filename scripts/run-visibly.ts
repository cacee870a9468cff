import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

/**
 * Runs a command with this process's own input and output, passing on SIGINT and SIGTERM, and lets it decide when to end.
 *
 * @param env - the command's environment; default: this process's.
 * @returns its exit code; 128 and the signal's number when a signal ended it, as shells have it.
 */
export async function runVisibly(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit', env });
  const passOn = (signal: NodeJS.Signals): void => {
    // A terminal sends Ctrl-C to the command as well: passed on, it would count as a second one.
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
