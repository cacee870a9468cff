import { Context, heartbeat } from '@temporalio/activity';

/*
 * What one attempt of an activity leaves for the next in its heartbeat details, which survive retries: the activity's own
 * details and, beside them, since when all attempts were refused for the fault of their workers. A heartbeat replaces the
 * details of the one before, so every heartbeat is sent from here.
 */

/** Attempts in a row that were refused for the clock, key or token of the worker that made them. */
interface WorkerFault {
  /** The last of them. */
  readonly attempt: number;
  /** When the first was due, epoch ms of the server. */
  readonly since: number;
}

interface Details {
  /** An object; `undefined`: none. */
  readonly own: unknown;
  readonly workerFault?: WorkerFault | undefined;
}

/** The details as of now. */
const current = new WeakMap<Context, Details>();

/** The activity's own details, as an earlier attempt left them. */
export function earlierDetails(): unknown {
  return detailsOf(Context.current()).own;
}

/** Heartbeats with the activity's own details, which the next attempt will read. They replace the earlier ones. */
export function leaveDetails(own: unknown): void {
  const context = Context.current();
  leave(context, { ...detailsOf(context), own });
}

/**
 * Records that this attempt was refused for the fault of its worker, and returns since when all attempts were, epoch ms of the
 * server. An attempt that ended in any other way begins the count again.
 */
export function refusedForWorker(): number {
  const context = Context.current();
  const { attempt, currentAttemptScheduledTimestampMs } = context.info;
  const { own, workerFault } = detailsOf(context);
  if (workerFault?.attempt === attempt) return workerFault.since;
  const since = workerFault?.since ?? currentAttemptScheduledTimestampMs;
  leave(context, { own, workerFault: { attempt, since } });
  return since;
}

function detailsOf(context: Context): Details {
  const known = current.get(context);
  if (known !== undefined) return known;
  const { attempt, heartbeatDetails } = context.info;
  const { workerFault, ...own } = (heartbeatDetails ?? {}) as { readonly workerFault?: WorkerFault };
  return {
    own: Object.keys(own).length === 0 ? undefined : own,
    workerFault: workerFault?.attempt === attempt - 1 ? workerFault : undefined,
  };
}

function leave(context: Context, details: Details): void {
  current.set(context, details);
  const { own, workerFault } = details;
  heartbeat(workerFault === undefined ? own : { ...(own as object | undefined), workerFault });
}
