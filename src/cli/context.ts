import type { CommandContext } from '@stricli/core';
import type { ClientInterceptors } from '@temporalio/client';
import type { TemporalConnection } from '../client/connect.js';
import { type Pause, realPause } from '../client/pause.js';
import type { ExitCode } from './exit-code.js';
import type { SignalSource } from './interruption.js';

/** The part of the process that a command uses. */
export interface CliProcess extends SignalSource, Pick<NodeJS.Process, 'stdout' | 'stderr' | 'env'> {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
}

/** Everything outside a command, passed to it, so that tests can run commands in memory. */
export interface CliContext extends CommandContext {
  readonly process: CliProcess;
  readonly connect: (env: NodeJS.ProcessEnv, interceptors?: ClientInterceptors) => Promise<TemporalConnection>;
  readonly pause: Pause;
  /** Epoch ms. */
  readonly now: () => number;
  /** Sets the exit code of a command that ends without an error. Default: 0. */
  exitWith(code: ExitCode): void;
}

/** A context without the exit code, which belongs to one command. */
export type CliSurroundings = Omit<CliContext, 'exitWith'>;

/** The real process, and the Temporal server that its environment names. */
export function processSurroundings(process: CliProcess): CliSurroundings {
  return {
    process,
    // Loaded only when needed, so that `--help` and `plan validate` start fast.
    connect: async (env, interceptors) => (await import('../client/connect.js')).connectTemporal(env, interceptors),
    pause: realPause,
    now: Date.now,
  };
}
