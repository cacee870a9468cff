import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryRoot } from '../../scripts/run/repository-root.js';

/** How long a process may take to start, ms. */
const START_TIMEOUT_MS = 60_000;
/** Characters of the output that an error quotes. */
const QUOTED_LENGTH = 1_000;

export interface Usage {
  readonly peakMemoryMiB: number;
  readonly cpuSeconds: number;
}

/** A process of the benchmark. Each part has its own, so that its memory can be measured separately. */
export interface StandProcess {
  /** Its output so far, from both streams. */
  output(): string;
  /** Waits until its output matches. @throws Error that quotes its last output, when it ends first. */
  untilOutput(pattern: RegExp): Promise<void>;
  /** Writes a line to its input. */
  send(line: string): void;
  /** Its use so far; undefined on systems other than Linux. */
  usage(): Promise<Usage | undefined>;
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<void>;
}

/**
 * Starts a Node program and waits until its output matches `up`.
 *
 * @throws Error that quotes its last output, when it ends first or does not match within a minute.
 */
export async function startProcess(args: readonly string[], env: NodeJS.ProcessEnv, up: RegExp): Promise<StandProcess> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const killWithParent = () => child.kill('SIGKILL');
  process.once('exit', killWithParent);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));

  const untilOutput = async (pattern: RegExp, deadline = Number.POSITIVE_INFINITY) => {
    while (!pattern.test(output)) {
      if (hasEnded(child) || Date.now() > deadline) {
        throw new Error(`${args.join(' ')} did not print ${pattern.source}: ${output.slice(-QUOTED_LENGTH)}`);
      }
      await sleep(20);
    }
  };
  const stop = async () => {
    process.off('exit', killWithParent);
    if (hasEnded(child)) return;
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    await closed;
  };
  try {
    await untilOutput(up, Date.now() + START_TIMEOUT_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    output: () => output,
    untilOutput: (pattern) => untilOutput(pattern),
    send: (line) => child.stdin.write(`${line}\n`),
    usage: () => usageOf(child),
    stop,
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Ticks per second in `/proc/PID/stat`. */
const TICKS = 100;

async function usageOf({ pid }: ChildProcess): Promise<Usage | undefined> {
  if (process.platform !== 'linux') return undefined;
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const peakKiB = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
  // The fields follow the name, which may contain spaces. User and system time are the 12th and 13th.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return { peakMemoryMiB: peakKiB / 1024, cpuSeconds: ((fields[11] ?? 0) + (fields[12] ?? 0)) / TICKS };
}

/** The built command line, as users run it. */
export const commandLine = join(repositoryRoot, 'dist/cli/bin.js');
