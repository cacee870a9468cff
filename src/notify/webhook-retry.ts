/** When a notification is sent again, ms: after the first interval, then twice as long each time, up to the longest. */
export const WEBHOOK_RETRY = { initialInterval: 5_000, backoffCoefficient: 2, maximumInterval: 10 * 60_000 } as const;

/** The longest delay that a receiver may request, ms. */
const MAX_DELAY_MS = 60 * 60_000;

/**
 * The delay before the next attempt that a receiver requests by `Retry-After`, in seconds or as a date: at most 1 h, in ms.
 * `undefined`: {@link WEBHOOK_RETRY} decides. A receiver can only ask for patience: without a delay longer than that of the
 * policy, an answer with `Retry-After: 0` would be repeated at once, for a day.
 *
 * @param attempt the number of the attempt that was answered, from 1.
 * @param now epoch ms.
 */
export function retryAfter(header: string | null, attempt: number, now: number): number | undefined {
  const requested = Math.min(MAX_DELAY_MS, requestedDelay(header?.trim() ?? '', now));
  return requested > backoff(attempt) ? requested : undefined;
}

/** NaN: none that can be read. */
function requestedDelay(text: string, now: number): number {
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  // `Date.parse` takes almost anything for a date, for example `-5`. Those of HTTP begin with the day of the week.
  return /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i.test(text) ? Date.parse(text) - now : Number.NaN;
}

/** The delay of the policy itself after this attempt, ms. */
function backoff(attempt: number): number {
  const { initialInterval, backoffCoefficient, maximumInterval } = WEBHOOK_RETRY;
  return Math.min(maximumInterval, initialInterval * backoffCoefficient ** (attempt - 1));
}
