/** A receiver may not put off a notification for longer, ms. */
const MAX_MS = 60 * 60_000;
const MIN_MS = 1_000;

/** How long a receiver wants to be left alone, ms: `Retry-After` in seconds or as a date, from 1 s to 1 h. */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const text = header.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(MAX_MS, Math.max(MIN_MS, ms));
}
