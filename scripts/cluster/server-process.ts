import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const UP_WITHIN_MS = 120_000;
/** Characters at the end of the output that an error quotes. */
const QUOTED_LENGTH = 2_000;

export interface ServerCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Rejects until the server answers. */
  readonly answers: () => Promise<unknown>;
}

/** A server of the cluster, which can be killed and started again with what it had stored. */
export interface ServerProcess {
  /** Resolves when it answers. It is started again if it ends early, as after a kill its port or lock may be in use for a moment. */
  start(): Promise<void>;
  /** Ends it with SIGTERM, and with SIGKILL if that takes more than ten seconds. */
  stop(): Promise<void>;
  /** Ends it with SIGKILL, as a power cut would. */
  kill(): Promise<void>;
}

/** A server that is not started yet. It is killed if this process ends first. */
export function serverProcess({ file, args, env, answers }: ServerCommand): ServerProcess {
  let child: ChildProcess | undefined;
  let output = '';

  const launch = () => {
    const started = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [started.stdout, started.stderr]) {
      stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-QUOTED_LENGTH)));
    }
    started.once('error', (error) => (output += error.message));
    const killWithParent = () => started.kill('SIGKILL');
    process.once('exit', killWithParent);
    started.once('close', () => process.off('exit', killWithParent));
    return started;
  };
  const end = async (signal: NodeJS.Signals) => {
    if (child === undefined || hasEnded(child)) return;
    const closed = once(child, 'close');
    child.kill(signal);
    const ended = await Promise.race([closed, sleep(10_000)]);
    if (ended === undefined) child.kill('SIGKILL');
    await closed;
  };
  return {
    async start() {
      const deadline = Date.now() + UP_WITHIN_MS;
      for (;;) {
        if (child === undefined || hasEnded(child)) child = launch();
        try {
          await answers();
          return;
        } catch (error) {
          if (Date.now() > deadline) throw new Error(`${file} does not answer: ${output}`, { cause: error });
          await sleep(200);
        }
      }
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

function hasEnded({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null || pid === undefined;
}
