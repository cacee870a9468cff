/** The service writes times with a resolution of one minute. */
const RESOLUTION_MS = 60_000;

/**
 * Whether a data cache was created at or after `since` (epoch ms).
 *
 * @param createdAt creation time as the service writes it (`2023-06-16T02:43Z`). Absent or unreadable: false.
 */
export function createdSince(createdAt: string | undefined, since: number): boolean {
  return createdAt !== undefined && Date.parse(createdAt) + RESOLUTION_MS > since;
}
