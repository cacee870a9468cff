import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const tailLines = 8;

export interface QuietRun {
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Kills the command with SIGKILL when aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a command whose output matters only if it fails.
 *
 * @throws Error with the last lines of the output, or `<command> is not installed`.
 */
export async function runQuietly(command: string, args: readonly string[], options: QuietRun = {}): Promise<void> {
  const { cwd, env, signal } = options;
  const child = spawn(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    ...(signal === undefined ? {} : { signal, killSignal: 'SIGKILL' as const }),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const tail: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      if (line.trim() !== '') tail.push(line);
      if (tail.length > tailLines) tail.shift();
    });
  }

  await new Promise<void>((resolve, reject) => {
    child.once('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT';
      reject(missing ? new Error(`${command} is not installed`) : error);
    });
    child.once('close', (code, killedBy) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${killedBy ?? code}: ${tail.join('\n')}`));
    });
  });
}
