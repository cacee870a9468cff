/** The service writes times to the minute. */
const RESOLUTION_MS = 60_000;

/**
 * Whether a cache was made at or after `since` (epoch ms), by its creation time as the service writes it
 * (`2023-06-16T02:43Z`). One whose time is absent or unreadable was not.
 */
export function createdSince(createdAt: string | undefined, since: number): boolean {
  return createdAt !== undefined && Date.parse(createdAt) + RESOLUTION_MS > since;
}
