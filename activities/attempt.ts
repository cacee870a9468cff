import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { EciError } from '../src/eci/eci-error.js';
import type { FinalFamily } from '../src/eci/error-table.js';
import { leaveDetails, refusedForWorker } from './attempt-details.js';

/*
 * One attempt of an activity: its times, how it asks the server for another attempt, and how it shows that it is alive.
 */

/**
 * When this attempt was due by the server's clock, epoch ms. Every delay is computed from it and from times that the
 * workflow carries, never from the worker's own clock, which may be wrong, or stand still while the server's is skipped.
 */
export function attemptTime(): number {
  return activityInfo().currentAttemptScheduledTimestampMs;
}

/** When the activity was first scheduled, epoch ms by the server's clock. */
export function firstScheduledTime(): number {
  return activityInfo().scheduledTimestampMs;
}

/** How long after it was first scheduled this attempt of the activity was due, ms. */
export function activityAge(): number {
  return attemptTime() - firstScheduledTime();
}

/**
 * When this attempt runs, epoch ms, as the later of the two clocks says: it may have waited long for a worker. For what must
 * not be taken for younger than it is; a worker's clock that is fast costs one unnecessary look.
 */
export function startedTime(): number {
  return Math.max(attemptTime(), Date.now());
}

/**
 * The failure with which an activity asks the server for another attempt. Meanwhile it stays a single activity in the history,
 * occupies no worker slot, and is shown in the UI as pending with this message. BENIGN: waiting is no reason for an alarm.
 */
export function retryLater(message: string, code: string, delayMs: number): ApplicationFailure {
  return ApplicationFailure.create({
    message,
    type: code,
    nextRetryDelay: Math.max(1, Math.round(delayMs)),
    category: ApplicationFailureCategory.BENIGN,
  });
}

/** How long all attempts must be refused for the fault of their workers before that counts against the account, ms. */
const WORKER_PATIENCE_MS = 10 * 60_000;

/**
 * The family as which a failed call ends the work of its activity; `undefined`: the activity asks for another attempt. Not for
 * the refusals of CopyDataCache itself, some of which say what to do.
 *
 * As `error.finalFamily`, but an error of the family `worker`, which by itself always may pass, ends as `account` once all
 * attempts were refused so for 10 minutes by the server's clock. Each attempt may have been served by another worker.
 */
export function finalFamilyOf(error: EciError): FinalFamily | undefined {
  if (error.family !== 'worker') return error.finalFamily;
  return attemptTime() - refusedForWorker() < WORKER_PATIENCE_MS ? undefined : 'account';
}

/**
 * As {@link retryLater}, after a failed call that is worth repeating soon: the delay is 1 s, doubled up to a minute, with
 * jitter. It stays below half a minute where another worker may be served better.
 */
export function retryAfterError(error: EciError): ApplicationFailure {
  const backoff =
    error.family === 'worker'
      ? Math.min(30_000, Math.max(1000, attemptTime() - refusedForWorker()))
      : Math.min(60_000, 1000 * 2 ** Math.min(activityInfo().attempt - 1, 10));
  return retryLater(`${error.code}: ${error.message}`, error.code, backoff * (0.5 + Math.random() / 2));
}

/** A third of the heartbeat time-out that the workflows set. A call that is answered sooner records no heartbeat. */
const HEARTBEAT_MS = 10_000;

/**
 * Runs `work` and heartbeats meanwhile, so that a killed worker is noticed within half a minute.
 *
 * @param details what the next attempt will read. Heartbeats replace one another, so each repeats them.
 * @param every ms; a cancellation is noticed no sooner. Default: 10 s.
 */
export async function keepAlive<T>(work: () => Promise<T>, details?: () => unknown, every = HEARTBEAT_MS): Promise<T> {
  const timer = setInterval(() => {
    leaveDetails(details?.());
  }, every);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/**
 * How much of an activity's time it did not spend in a queue. The worker's clock only measures within this attempt, so it need
 * not agree with the server's.
 */
export class BusyTime {
  private readonly startedAt = performance.now();
  private queuedMs = 0;

  /** Waits for a turn: time in the queue. */
  async except(turn: Promise<void>): Promise<void> {
    const from = performance.now();
    await turn;
    this.queuedMs += performance.now() - from;
  }

  /** Earlier attempts with the waits after them, and the work of this one so far, ms. */
  untilNow(): number {
    return Math.round(activityAge() + performance.now() - this.startedAt - this.queuedMs);
  }
}
