import { defined } from '../../defined.js';
import type { StoredCache } from '../stored-cache.js';
import { ApiError } from '../wire.js';

export interface Page {
  readonly caches: readonly StoredCache[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

/**
 * One page of what was found.
 *
 * @param token the NextToken of the page before; absent for the first page
 * @throws ApiError `InvalidParameter`
 */
export function pageOf(found: readonly StoredCache[], size: number, token: string | undefined): Page {
  const after = parsePageToken(token);
  const rest = found.filter(({ sequence }) => sequence > after);
  const caches = rest.slice(0, size);
  const last = caches.at(-1);
  const nextToken = last !== undefined && rest.length > size ? pageToken(last.sequence) : undefined;
  return { caches, ...defined({ nextToken }) };
}

function pageToken(sequence: number): string {
  return Buffer.from(`after:${sequence}`).toString('base64url');
}

function parsePageToken(token: string | undefined): number {
  if (token === undefined) return 0;
  const [, sequence] = /^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (sequence === undefined) throw new ApiError('InvalidParameter', 'NextToken is not valid.');
  return Number(sequence);
}
