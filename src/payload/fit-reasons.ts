import { MAX_PAYLOAD, payloadBytes } from './payload-size.js';

/** The longest reason in a payload, UTF-16 units: the service's sentences fit, an HTML page does not. */
export const MAX_REASON = 160;
/** Each attempt packs the whole payload, so lengths are tried in steps, UTF-16 units. */
const STEP = 16;

/** The start of a reason, by default at most {@link MAX_REASON} UTF-16 units. */
export function cutReason<T extends string | undefined>(reason: T, length = MAX_REASON): T {
  if (reason === undefined || reason.length <= length) return reason;
  // Do not keep half of a surrogate pair.
  return reason.slice(0, length).replace(/[\uD800-\uDBFF]$/, '') as T;
}

/**
 * Packs a payload with reasons as long as its limit allows. Nothing but reasons is shortened, so the payload is still
 * larger than `limit` if it does not fit without them.
 *
 * @param pack packs the whole payload with reasons of at most `length` UTF-16 units, see {@link cutReason}.
 * @param limit bytes; default {@link MAX_PAYLOAD}.
 */
export function fitReasons<T>(pack: (length: number) => T, limit = MAX_PAYLOAD): T {
  let packed = pack(MAX_REASON);
  if (payloadBytes(packed) <= limit) return packed;
  let fitting: T | undefined;
  let [fits, tooLong] = [-1, MAX_REASON / STEP];
  while (tooLong - fits > 1) {
    const steps = Math.floor((fits + tooLong) / 2);
    packed = pack(steps * STEP);
    if (payloadBytes(packed) <= limit) [fits, fitting] = [steps, packed];
    else tooLong = steps;
  }
  return fitting ?? packed;
}
