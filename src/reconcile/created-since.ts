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

/**
 * Whether a data cache was made by an earlier request than the one that returned its id, because its token was remembered.
 *
 * @param createdAt as for {@link createdSince}. Absent: false.
 * @param askedAt when the run first requested it, epoch ms. Absent: false.
 */
export function isOfEarlierRequest(createdAt: string | undefined, askedAt: number | undefined): boolean {
  return askedAt !== undefined && createdAt !== undefined && !createdSince(createdAt, askedAt);
}
