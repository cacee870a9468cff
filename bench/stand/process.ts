import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long one may take to say that it is up, ms. */
const UP_WITHIN_MS = 60_000;
/** Characters of its output that an error quotes. */
const LAST_WORDS = 1_000;

export interface Usage {
  /** The most that it held at once. */
  readonly peakMemoryMiB: number;
  readonly cpuSeconds: number;
}

/** A process that the benchmark stands on: one for each part, so that each one's memory is its own. */
export interface StandProcess {
  /** What it has written so far, both streams. */
  output(): string;
  /** @throws Error with its last words when it ends before its output matches. */
  untilItSays(pattern: RegExp): Promise<void>;
  /** Writes a line to its input. */
  tell(line: string): void;
  /** What it has used so far; undefined where the system does not tell (Linux does). */
  usage(): Promise<Usage | undefined>;
  /** SIGTERM, and waits. */
  stop(): Promise<void>;
}

/**
 * Starts a Node program and waits until its output matches `up`.
 *
 * @throws Error with its last words when it ends before, or is not up within a minute.
 */
export async function startProcess(args: readonly string[], env: NodeJS.ProcessEnv, up: RegExp): Promise<StandProcess> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));

  const untilItSays = async (pattern: RegExp, deadline = Number.POSITIVE_INFINITY) => {
    while (!pattern.test(output)) {
      if (hasEnded(child) || Date.now() > deadline) {
        throw new Error(`${args.join(' ')} did not say ${pattern.source}: ${output.slice(-LAST_WORDS)}`);
      }
      await sleep(20);
    }
  };
  const stop = async () => {
    process.off('exit', endWithUs);
    if (hasEnded(child)) return;
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    await closed;
  };
  try {
    await untilItSays(up, Date.now() + UP_WITHIN_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    output: () => output,
    untilItSays: (pattern) => untilItSays(pattern),
    tell: (line) => child.stdin.write(`${line}\n`),
    usage: () => usageOf(child),
    stop,
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Of the times in `/proc/PID/stat`, a second. */
const TICKS = 100;

async function usageOf({ pid }: ChildProcess): Promise<Usage | undefined> {
  if (process.platform !== 'linux') return undefined;
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const peakKiB = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
  // After the name, which may hold spaces: state, and so on; user and system time are the 12th and 13th.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return { peakMemoryMiB: peakKiB / 1024, cpuSeconds: ((fields[11] ?? 0) + (fields[12] ?? 0)) / TICKS };
}
