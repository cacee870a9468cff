import { activityInfo, heartbeat } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { EciError } from '../src/eci/eci-error.js';

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

/**
 * As {@link retryLater}, after a failed call that is worth repeating soon: the delay is 1 s, doubled up to a minute, with
 * jitter.
 *
 * @param attempt the number of attempts so far. Default: of this activity.
 */
export function retryAfterError(error: EciError, attempt = activityInfo().attempt): ApplicationFailure {
  const backoff = Math.min(60_000, 1000 * 2 ** Math.min(attempt - 1, 10));
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
    heartbeat(details?.());
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
