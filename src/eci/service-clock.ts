import { epochMs } from './answer-fields.js';

/*
 * How far this machine's clock is from the service's. The service rejects a request that is signed minutes early or late, and
 * does not say by how much; but each of its responses, also a rejection, has a Date header.
 */

/** The last time that the service told, and when that was by the process's monotonic clock. Both in ms. */
let told: { readonly time: number; readonly at: number } | undefined;

/** @param date the Date header of a response that has just arrived; anything that is not a date is ignored. */
export function noteServiceTime(date: string | undefined): void {
  const time = epochMs(date);
  if (time !== undefined) told = { time, at: performance.now() };
}

/** Ms by which this machine's clock is ahead of the service's, or behind if negative; `undefined`: it has told no time yet. */
export function clockOffsetMs(): number | undefined {
  if (told === undefined) return undefined;
  // Time has passed since the response by the monotonic clock, which stays right when the wall clock is set.
  return Date.now() - (told.time + performance.now() - told.at);
}

const MINUTE_MS = 60_000;

/** A sentence, preceded by a space, if this machine's clock is a minute or more off; otherwise, or if that is not known, empty. */
export function clockNote(): string {
  const ahead = clockOffsetMs() ?? 0;
  const minutes = Math.floor(Math.abs(ahead) / MINUTE_MS);
  if (minutes === 0) return '';
  return ` This worker's clock is ${minutes} min ${ahead > 0 ? 'ahead of' : 'behind'} the service's.`;
}
