import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { EciError } from '../src/eci/eci-error.js';

/**
 * The failure by which an activity asks the server to try it again: it stays one activity in the history, holds no
 * worker slot meanwhile, and is seen in the UI as pending with this message. BENIGN: waiting is no alarm.
 */
export function askAgain(message: string, code: string, delayMs: number): ApplicationFailure {
  return ApplicationFailure.create({
    message,
    type: code,
    nextRetryDelay: Math.max(1, Math.round(delayMs)),
    category: ApplicationFailureCategory.BENIGN,
  });
}

/** As {@link askAgain}, after a failed call that is worth repeating soon: 1 s, doubling to a minute, with jitter. */
export function askAgainAfter(error: EciError, attempt: number): ApplicationFailure {
  const backoff = Math.min(60_000, 1000 * 2 ** Math.min(attempt - 1, 10));
  return askAgain(`${error.code}: ${error.message}`, error.code, backoff * (0.5 + Math.random() / 2));
}
