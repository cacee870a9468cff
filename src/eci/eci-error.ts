/**
 * What a failure means for the run:
 *
 * - `capacity`: the region is full; wait for hours or days at the region's gate.
 * - `throttled`: asked too fast; a short backoff with jitter.
 * - `ambiguous`: nobody knows whether the copy was made; ask again with the same token.
 * - `source`: the source cache cannot be copied now; look at it.
 * - `processing`: the first request with this token is still under way; ask again.
 * - `spent`: the service says that this token's copy has failed; the next generation.
 * - `mismatch`: this token was used with other parameters, so its copy exists; look by bucket and path.
 * - `region`: the target region ends; the others go on.
 * - `account`: the whole run ends.
 * - `request`: this copy ends.
 */
export type ErrorFamily = (typeof ERROR_FAMILIES)[number];

export const ERROR_FAMILIES = [
  'capacity',
  'throttled',
  'ambiguous',
  'source',
  'processing',
  'spent',
  'mismatch',
  'region',
  'account',
  'request',
] as const;

/** A failed call. The message is safe to log: it holds no URL, token, key or tag (trap 9). */
export class EciError extends Error {
  override readonly name = 'EciError';

  constructor(
    /** The service's code, or one of ours for what has none: `Timeout`, `ConnectionError`, `UnreadableAnswer`, `NoDataCacheId`, `NoCredentials`, `CredentialsUnavailable`. */
    readonly code: string,
    readonly family: ErrorFamily,
    message: string,
    readonly requestId?: string,
    readonly statusCode?: number,
  ) {
    super(message);
  }

  /** Whether the service was only too busy, or did not answer: asking again soon may do. */
  get mayPass(): boolean {
    return this.family === 'throttled' || this.family === 'ambiguous';
  }
}
