import type { CommandContext } from '@stricli/core';
import type { TemporalConnection } from '../client/connect.js';
import { type Pause, realPause } from '../client/pause.js';
import type { ExitCode } from './exit-code.js';
import type { SignalSource } from './interruption.js';

/** What a command needs from the process around it. */
export interface CliProcess extends SignalSource, Pick<NodeJS.Process, 'stdout' | 'stderr' | 'env'> {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
}

/** Everything that a command reaches, given to it: tests run commands in memory. */
export interface CliContext extends CommandContext {
  readonly process: CliProcess;
  readonly connect: (env: NodeJS.ProcessEnv) => Promise<TemporalConnection>;
  readonly pause: Pause;
  /** Epoch ms. */
  readonly now: () => number;
  /** The exit code of a command that ends without an error; 0 unless it is called. */
  exitWith(code: ExitCode): void;
}

/** What a context is made from; the exit code is kept by who runs the command. */
export type CliSurroundings = Omit<CliContext, 'exitWith'>;

/** The real process, and Temporal as the environment says. */
export function processSurroundings(process: CliProcess): CliSurroundings {
  return {
    process,
    // The client is loaded when it is needed: help and `plan validate` answer at once.
    connect: async (env) => (await import('../client/connect.js')).connectTemporal(env),
    pause: realPause,
    now: Date.now,
  };
}
