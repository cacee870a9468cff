import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { vi } from 'vitest';

/** Some time; nothing depends on which. Epoch ms. */
export const START = Date.parse('2026-11-02T10:00:00Z');

/** One try of an activity, as the server sees it. Times are epoch ms. */
export interface Try {
  /** From 1; default 1. */
  readonly attempt?: number;
  /** When this try was due; default {@link START}. */
  readonly at?: number;
  /** When it runs, by the worker's clock; default when it was due. */
  readonly startedAt?: number;
  /** When the activity was first scheduled; default {@link START}, or when its first try was due. A first try that is due later was reset. */
  readonly firstAt?: number;
  /** Heartbeat details of earlier tries. */
  readonly left?: unknown;
}

export interface Tried<R> {
  readonly result?: R;
  /** The request to be tried again. */
  readonly retry?: Retry;
  /** What the next try will read. */
  readonly left: unknown;
}

export interface Retry {
  readonly code: string;
  readonly message: string;
  readonly delayMs: number;
}

/** Runs an activity once. A failure that is no request to be tried again is thrown: none is expected. */
export async function tryOnce<R>(activity: () => Promise<R>, info: Try = {}): Promise<Tried<R>> {
  const { attempt = 1, at = START, startedAt = at } = info;
  const { firstAt = attempt === 1 ? at : START } = info;
  const environment = new MockActivityEnvironment(
    {
      attempt,
      heartbeatDetails: info.left,
      scheduledTimestampMs: firstAt,
      currentAttemptScheduledTimestampMs: at,
    },
    { logger: new DefaultLogger('ERROR') },
  );
  let left = info.left;
  environment.on('heartbeat', (details: unknown) => {
    // As the server keeps them.
    left = details === undefined ? undefined : JSON.parse(JSON.stringify(details));
  });
  // The worker's clock, which says when an attempt really runs.
  vi.useFakeTimers({ toFake: ['Date'], now: startedAt });
  try {
    return { result: await environment.run(activity), left };
  } catch (error) {
    return { retry: asRetry(error), left };
  } finally {
    vi.useRealTimers();
  }
}

/** Runs an activity as the server does: again, each time when it asked to be, until it has a result. */
export async function tryUntilDone<R>(
  activity: () => Promise<R>,
  from: Try = {},
): Promise<{ result: R; retries: Retry[]; at: number }> {
  const retries: Retry[] = [];
  let { attempt = 1, at = START, left } = from;
  const { firstAt = attempt === 1 ? at : START } = from;
  for (;;) {
    const tried = await tryOnce(activity, { attempt, at, firstAt, left });
    if (tried.retry === undefined) return { result: tried.result as R, retries, at };
    if (retries.length > 5000) throw new Error(`tried for ever: ${tried.retry.message}`);
    retries.push(tried.retry);
    attempt += 1;
    at += tried.retry.delayMs;
    left = tried.left;
  }
}

function asRetry(error: unknown): Retry {
  const expected =
    error instanceof ApplicationFailure &&
    error.nonRetryable !== true &&
    error.category === ApplicationFailureCategory.BENIGN &&
    typeof error.nextRetryDelay === 'number';
  if (!expected) throw error;
  return { code: error.type ?? '', message: error.message, delayMs: error.nextRetryDelay };
}
