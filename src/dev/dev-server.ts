import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { searchAttributeKeys, typeName } from '../search-attributes/keys.js';

const HOST = '127.0.0.1';
/** How long the server may take to start, ms. */
const UP_WITHIN_MS = 60_000;
/** How long the server may take to shut down gracefully, ms. */
const DOWN_WITHIN_MS = 10_000;
/** Characters at the end of the server's output that go into the message of an error. */
const OUTPUT_KEPT = 2_000;

export interface DevServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts `temporal server start-dev` with the search attributes of runs, and waits until it answers.
 *
 * The server runs in its own process group, unlike in the SDK's test environment: Ctrl-C signals the whole group of the
 * terminal, and if the server ends before the worker, the worker logs connection errors for ten seconds.
 *
 * @param more further arguments of the command.
 * @throws Error with the end of the server's output if it exits early or does not answer within a minute.
 */
export async function startDevServer(
  path: string,
  ports: { port: number; uiPort: number },
  more: readonly string[] = [],
): Promise<DevServer> {
  const { port, uiPort } = ports;
  const args = [
    `--ip=${HOST}`,
    `--port=${port}`,
    `--ui-port=${uiPort}`,
    '--log-level=error',
    '--output=none',
    ...searchAttributeArguments(),
    ...more,
  ];
  const child = spawn(path, ['server', 'start-dev', ...args], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const failed = once(child, 'error').then(([error]) => error as unknown);
  const lastOutput = keepLastOutput(child);
  const stopListening = endWithThisProcess(child);
  const stop = async () => {
    await end(child);
    stopListening();
  };

  const address = `${HOST}:${port}`;
  try {
    await Promise.race([untilItAnswers(address, child), failed.then((error) => Promise.reject(error))]);
  } catch (error) {
    await stop();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The Temporal dev server (${path}) did not start: ${reason}. ${lastOutput()}`.trim(), {
      cause: error,
    });
  }
  return { address, stop };
}

/** The arguments of `temporal server start-dev` that register the search attributes of runs. */
export function searchAttributeArguments(): string[] {
  return searchAttributeKeys.map((key) => `--search-attribute=${key.name}=${typeName(key)}`);
}

type ServerProcess = ChildProcessByStdio<null, Readable, Readable>;

/**
 * The server is not in the process group of the terminal, so whatever ends this process must end the server too: an error,
 * a closed window, a second Ctrl-C. The command handles the first Ctrl-C itself.
 *
 * @returns a function that removes the listeners.
 */
function endWithThisProcess(child: ServerProcess): () => void {
  let signalled = 0;
  const onExit = () => {
    child.kill('SIGKILL');
  };
  const onSignal = (signal: NodeJS.Signals) => {
    signalled += 1;
    if (signal === 'SIGHUP' || signalled > 1) process.exit(128 + constants.signals[signal]);
  };
  const signals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;
  process.once('exit', onExit);
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    process.off('exit', onExit);
    for (const signal of signals) process.off(signal, onSignal);
  };
}

function hasEnded({ exitCode, signalCode, pid }: ServerProcess): boolean {
  return exitCode !== null || signalCode !== null || pid === undefined;
}

async function end(child: ServerProcess): Promise<void> {
  if (hasEnded(child)) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  const timeLimit = new AbortController();
  const tooLong = sleep(DOWN_WITHIN_MS, undefined, { signal: timeLimit.signal }).then(
    () => child.kill('SIGKILL'),
    () => undefined,
  );
  await Promise.race([closed, tooLong]);
  await closed;
  timeLimit.abort();
}

function keepLastOutput(child: ServerProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-OUTPUT_KEPT);
    });
  }
  return () => output.trim();
}

async function untilItAnswers(address: string, child: ServerProcess): Promise<void> {
  const deadline = Date.now() + UP_WITHIN_MS;
  for (;;) {
    if (hasEnded(child)) throw new Error('it exited');
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1_000 });
      try {
        // The server answers before its namespace exists.
        await connection.workflowService.describeNamespace({ namespace: 'default' });
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}
