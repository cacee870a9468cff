import type { Client } from '@temporalio/client';
import type { RunStatus } from '../../workflows/messages.js';
import type { RunExecution } from '../client/run-execution.js';
import { watchRun } from '../client/watch-run.js';
import { CliError } from './cli-error.js';
import type { CliContext } from './context.js';
import { ExitCode } from './exit-code.js';
import { createProgressView } from './progress/progress-view.js';
import { requiredCopies, type WaitFor } from './wait-for.js';

export interface WatchOptions {
  /** Epoch ms; default never. */
  readonly deadline?: number;
  /** Default `all`. */
  readonly waitFor?: WaitFor;
  readonly signal: AbortSignal;
}

/** Why the watching ended. With `ready` and `missed`, of the required copies, the run itself goes on. */
export type Watched = { readonly why: 'ended' } | UnderWay;

export type UnderWay = { readonly why: 'timedOut' } | { readonly why: 'ready' | 'missed'; readonly status: RunStatus };

/**
 * Shows progress until what is waited for is there, or the deadline has passed.
 *
 * @throws Interrupted; CliError, usage: no target is required, and so there is nothing to wait for.
 */
export async function watchToEnd(
  context: CliContext,
  client: Client,
  execution: RunExecution,
  { deadline = Number.POSITIVE_INFINITY, waitFor = 'all', signal }: WatchOptions,
): Promise<Watched> {
  const { pause, now, process } = context;
  const view = createProgressView(process);
  try {
    for await (const look of watchRun(client, execution, { every: view.every, pause, signal })) {
      view.show(look);
      if (waitFor === 'required' && look.kind === 'status') {
        const why = requiredCopies(look.status.regions);
        if (why === 'none') throw noneRequired();
        if (why !== 'under way' && now() < deadline) return { why, status: look.status };
      }
      if (now() >= deadline) return { why: 'timedOut' };
    }
    return { why: 'ended' };
  } finally {
    view.close();
  }
}

/** To return at once would look as if everything were ready. */
export function noneRequired(): CliError {
  const sentence =
    '--wait-for required has nothing to wait for: no target of this plan is required. Wait for all, or use --no-wait.';
  return new CliError(ExitCode.usage, sentence);
}
