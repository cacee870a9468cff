import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { searchAttributeKeys, typeName } from '../search-attributes/keys.js';

const HOST = '127.0.0.1';
/** How long it may take to answer, ms. */
const UP_WITHIN_MS = 60_000;
/** How long it may take to end in good order, ms. */
const DOWN_WITHIN_MS = 10_000;
/** Characters of its output that are kept for an error's message. */
const LAST_WORDS = 2_000;

export interface DevServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts `temporal server start-dev` with the search attributes of runs, and waits until it answers.
 *
 * It gets a process group of its own, which the SDK's test environment does not give it: Ctrl-C goes to the whole group of
 * a terminal, and a server that dies first leaves the worker trying to reach it, loudly, for ten seconds.
 *
 * @param more further arguments of that command.
 * @throws Error with its last words when it ends early or does not answer within a minute.
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
    ...searchAttributeKeys.map((key) => `--search-attribute=${key.name}=${typeName(key)}`),
    ...more,
  ];
  const child = spawn(path, ['server', 'start-dev', ...args], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const failed = once(child, 'error').then(([error]) => error as unknown);
  const lastWords = keepLastWords(child);
  const stopWithUs = endWhenWeEnd(child);
  const stop = async () => {
    await end(child);
    stopWithUs();
  };

  const address = `${HOST}:${port}`;
  try {
    await Promise.race([untilItAnswers(address, child), failed.then((error) => Promise.reject(error))]);
  } catch (error) {
    await stop();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The Temporal dev server (${path}) did not start: ${reason}. ${lastWords()}`.trim(), {
      cause: error,
    });
  }
  return { address, stop };
}

type ServerProcess = ChildProcessByStdio<null, Readable, Readable>;

/**
 * The server's group is not that of our terminal, so whatever ends us must end it: an error, a closed window, and a second
 * Ctrl-C. The first one is the command's to handle.
 */
function endWhenWeEnd(child: ServerProcess): () => void {
  let heard = 0;
  const onExit = () => {
    child.kill('SIGKILL');
  };
  const onSignal = (signal: NodeJS.Signals) => {
    heard += 1;
    if (signal === 'SIGHUP' || heard > 1) process.exit(128 + constants.signals[signal]);
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

function keepLastWords(child: ServerProcess): () => string {
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString()).slice(-LAST_WORDS);
    });
  }
  return () => words.trim();
}

async function untilItAnswers(address: string, child: ServerProcess): Promise<void> {
  const deadline = Date.now() + UP_WITHIN_MS;
  for (;;) {
    if (hasEnded(child)) throw new Error('it ended');
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1_000 });
      try {
        // It answers before the namespace is there.
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
