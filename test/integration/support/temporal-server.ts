import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import getPort from 'get-port';
import { inject } from 'vitest';

const upWithinMs = 60_000;
const host = '127.0.0.1';

export interface TemporalServerOptions {
  /** A SQLite file that outlives the server; default: in memory. */
  readonly dbFilename?: string;
  /** Default: a free port. Pass the port of an earlier server to replace it. */
  readonly port?: number;
  /** Also serve the UI; default false. */
  readonly ui?: boolean;
  /** Default: the CLI that the global set-up provides. */
  readonly cliPath?: string;
  /** Appended to `temporal server start-dev`, for example `--search-attribute`. */
  readonly args?: readonly string[];
}

export interface TemporalServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  readonly port: number;
  /** `http://127.0.0.1:port`; only with `ui`. */
  readonly uiAddress?: string;
  /** Stops the server gracefully. Does nothing if it has ended. */
  stop(): Promise<void>;
  /** Kills the server with SIGKILL, like a power cut. */
  kill(): Promise<void>;
}

/**
 * Starts a real Temporal dev server as a child process and waits until it answers and has the namespace `default`.
 *
 * @throws Error with its last output if it ends early or does not answer within 60 s.
 */
export async function startTemporalServer(options: TemporalServerOptions = {}): Promise<TemporalServer> {
  const port = options.port ?? (await getPort({ host }));
  const uiPort = options.ui === true ? await getPort({ host }) : undefined;
  const address = `${host}:${port}`;
  const child = spawn(
    options.cliPath ?? inject('temporalCliPath'),
    [
      'server',
      'start-dev',
      `--ip=${host}`,
      `--port=${port}`,
      '--log-level=error',
      ...(uiPort === undefined ? ['--headless'] : [`--ui-port=${uiPort}`]),
      ...(options.dbFilename === undefined ? [] : [`--db-filename=${options.dbFilename}`]),
      ...(options.args ?? []),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const lastOutput = keepLastOutput(child);
  const end = (signal: NodeJS.Signals) => async (): Promise<void> => {
    if (hasEnded(child)) return;
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
  };

  try {
    await untilItAnswers(address, () => hasEnded(child));
  } catch (error) {
    await end('SIGKILL')();
    throw new Error(`The Temporal server did not start at ${address}: ${lastOutput()}`, { cause: error });
  }
  return {
    address,
    port,
    ...(uiPort === undefined ? {} : { uiAddress: `http://${host}:${uiPort}` }),
    stop: end('SIGTERM'),
    kill: end('SIGKILL'),
  };
}

type ServerProcess = ChildProcessByStdio<null, Readable, Readable>;

function hasEnded(child: ServerProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function keepLastOutput(child: ServerProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-2000);
    });
  }
  return () => output;
}

async function untilItAnswers(address: string, hasGivenUp: () => boolean): Promise<void> {
  const deadline = Date.now() + upWithinMs;
  while (true) {
    if (hasGivenUp()) throw new Error('the server ended');
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1000 });
      try {
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
