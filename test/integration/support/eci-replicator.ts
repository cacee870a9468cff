import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished, type TestContext, vi } from 'vitest';
import { bin } from '../../support/built-package.js';

export interface CommandOptions {
  /** The whole environment of the process, except for a home folder that does not exist, so no user profile applies. Default: empty. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: that of the tests. */
  readonly cwd?: string;
  /** In a concurrent test, that of its context. Default: the one of the test that runs. */
  readonly onTestFinished?: TestContext['onTestFinished'];
}

/** How a command ended. */
export interface EndedCommand {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command, in its own process group. */
export interface RunningCommand {
  readonly pid: number;
  readonly ended: Promise<EndedCommand>;
  /** The output so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves when the output contains the text. @throws Error if the command ends first. */
  untilItSays(text: string | RegExp): Promise<void>;
  /** Sends the signal to the process only, and resolves when the process has ended. */
  stop(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<EndedCommand>;
}

/** Runs `eci-replicator ARGS` and waits for it to end. */
export function eciReplicator(args: readonly string[], options: CommandOptions = {}): Promise<EndedCommand> {
  return startEciReplicator(args, options).ended;
}

/** Starts `eci-replicator ARGS`. Call it within a test or a hook: it is killed if it still runs when the test ends. */
export function startEciReplicator(args: readonly string[], options: CommandOptions = {}): RunningCommand {
  return startCommand(process.execPath, [bin, ...args], options);
}

export function startCommand(
  file: string,
  args: readonly string[],
  { env = {}, cwd, onTestFinished: whenFinished = onTestFinished }: CommandOptions = {},
): RunningCommand {
  const child = spawn(file, args, {
    env: { HOME: '/nonexistent', ...env },
    ...(cwd === undefined ? {} : { cwd }),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  }
  const ended = new Promise<EndedCommand>((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, ...written }));
  });
  if (child.pid === undefined) throw new Error(`${file} did not start`);
  whenFinished(() => {
    if (!hasEnded(child)) child.kill('SIGKILL');
  });
  return {
    pid: child.pid,
    ended,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    untilItSays: (text) =>
      vi
        .waitUntil(
          () => {
            if (`${written.stdout}\n${written.stderr}`.search(text) >= 0) return true;
            if (hasEnded(child))
              throw new Error(`the command ended before it printed ${String(text)}: ${written.stderr}`);
            return false;
          },
          { timeout: 60_000 },
        )
        .then(() => undefined),
    stop: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Whether the process exists, or for a negative number any process of the group. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
