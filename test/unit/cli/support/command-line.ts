import { EventEmitter } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import type { Client } from '@temporalio/client';
import type { CliProcess } from '../../../../src/cli/context.js';
import { realPause } from '../../../../src/client/pause.js';
import { runCli } from '../../../../src/cli/run-cli.js';
import { FakeTemporal } from '../../client/support/fake-temporal.js';

export interface CommandLine {
  readonly temporal?: FakeTemporal;
  readonly env?: NodeJS.ProcessEnv;
  readonly stdin?: string;
  /** Standard input is a terminal. */
  readonly typed?: boolean;
  /** Stdout and stderr are terminals, of 120 columns or of the given size. */
  readonly terminal?: boolean | TerminalSize;
  /** A client of a real server, which also means real time. */
  readonly client?: Client;
  /** Instead of connecting to the fake server. */
  readonly connect?: () => Promise<never>;
  /** Emits SIGINT and SIGTERM. */
  readonly signals?: EventEmitter;
}

interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly temporal: FakeTemporal;
}

/** Runs a command in memory: its own process, streams, clock and Temporal. */
export async function commandLine(inputs: readonly string[], options: CommandLine = {}): Promise<Ended> {
  const {
    temporal = new FakeTemporal(),
    env = {},
    stdin = '',
    typed = false,
    terminal = false,
    signals = new EventEmitter(),
  } = options;
  const stdout = output(terminal);
  const stderr = output(terminal);
  let now = 0;
  const process = {
    env,
    stdin: Object.assign(Readable.from([Buffer.from(stdin)]), typed ? { isTTY: true } : {}),
    stdout: stdout.stream,
    stderr: stderr.stream,
    on: (signal: string, listener: () => void) => signals.on(signal, listener),
    off: (signal: string, listener: () => void) => signals.off(signal, listener),
  } as unknown as CliProcess;
  const code = await runCli(inputs, {
    process,
    connect:
      options.connect ??
      (() =>
        Promise.resolve({
          client: options.client ?? temporal.client,
          address: '127.0.0.1:7233',
          namespace: 'default',
          close: () => {
            temporal.closed += 1;
            return Promise.resolve();
          },
        })),
    pause: (ms, signal) => {
      if (options.client !== undefined) return realPause(ms, signal);
      now += ms;
      return temporal.pause(ms, signal);
    },
    now: () => (options.client === undefined ? now : Date.now()),
  });
  return { code, stdout: stdout.text(), stderr: stderr.text(), temporal };
}

function output(terminal: boolean | TerminalSize) {
  const size = terminal === true ? { columns: 120, rows: 40 } : terminal;
  const stream = Object.assign(new PassThrough(), size === false ? {} : { isTTY: true, ...size });
  let text = '';
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return { stream, text: () => text };
}
