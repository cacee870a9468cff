import type { CopyRecord } from '../../src/copies/copy-record.js';
import { packRecords } from '../../src/copies/packed-records.js';
import { fitReasons } from '../../src/payload/fit-reasons.js';
import type { CopiesFilter, CopiesPage } from '../messages.js';

/** The part of `all` that a filter asks for. */
export function selectPage<T extends Pick<CopyRecord, 'state' | 'source'>>(
  all: readonly T[],
  { offset = 0, limit = 100, states, source }: CopiesFilter,
): { total: number; page: T[] } {
  const matching = all.filter(
    (record) =>
      (states === undefined || states.includes(record.state)) && (source === undefined || record.source === source),
  );
  return { total: matching.length, page: matching.slice(offset, offset + limit) };
}

/** A page of 100 copies with long paths stays readable, bytes: no history keeps the answer to a query. */
const READABLE_PAGE = 256 * 1024;

/** The page of copies that match. */
export function selectCopies(records: readonly CopyRecord[], filter: CopiesFilter = {}): CopiesPage {
  const { total, page } = selectPage(records, filter);
  return fitReasons((reasonLength) => ({
    total,
    copies: packRecords(page, { reasonLength, readable: READABLE_PAGE }),
  }));
}
