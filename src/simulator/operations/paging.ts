import type { OpenQuestions } from '../settings/open-questions.js';
import type { StoredCache } from '../stored-cache.js';
import { ApiError } from '../wire.js';

export interface Page {
  readonly caches: readonly StoredCache[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

export interface PageRequest {
  readonly paging: OpenQuestions['paging'];
  readonly size: number;
  /** The NextToken of the page before; absent for the first page. */
  readonly token: string | undefined;
}

/** One page of what a call finds now, which need not be what the page before was cut from. @throws ApiError `InvalidParameter` */
export function pageOf(found: readonly StoredCache[], { paging, size, token }: PageRequest): Page {
  const from = parsePageToken(paging, token);
  const rest = paging === 'offset' ? found.slice(from) : found.filter(({ sequence }) => sequence > from);
  const caches = rest.slice(0, size);
  const last = caches.at(-1);
  if (last === undefined || rest.length <= size) return { caches };
  return { caches, nextToken: pageToken(paging, paging === 'offset' ? from + size : last.sequence) };
}

/** The TotalCount of a page: the number that was found, or something else. */
export function totalCountOf(
  totalCount: OpenQuestions['totalCount'],
  found: readonly StoredCache[],
  { caches }: Page,
): { readonly TotalCount?: number } {
  switch (totalCount) {
    case 'exact':
      return { TotalCount: found.length };
    case 'absent':
      return {};
    case 'pageOnly':
      return { TotalCount: caches.length };
    case 'more':
      return { TotalCount: found.length + 1 };
  }
}

function pageToken(paging: OpenQuestions['paging'], position: number): string {
  return Buffer.from(`${paging}:${position}`).toString('base64url');
}

function parsePageToken(paging: OpenQuestions['paging'], token: string | undefined): number {
  if (token === undefined) return 0;
  const [, kind, position] = /^(\w+):(\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (kind !== paging) throw new ApiError('InvalidParameter', 'NextToken is not valid.');
  return Number(position);
}
