import type { CopyRecord } from '../../src/copies/copy-record.js';
import { packRecords } from '../../src/copies/packed-records.js';
import { fitReasons } from '../../src/payload/fit-reasons.js';
import type { CopiesFilter, CopiesPage } from '../messages.js';

/** A page may not grow beyond what a payload holds. */
const MAX_LIMIT = 2000;

/** The part of `all` that a filter asks for. Throws a RangeError that says what is wrong with it. */
export function selectPage<T extends Pick<CopyRecord, 'state' | 'source'>>(
  all: readonly T[],
  filter: CopiesFilter | undefined,
): { total: number; page: T[] } {
  const { offset = 0, limit = 100, states, source } = filter ?? {};
  if (!Number.isInteger(offset) || offset < 0) throw new RangeError('offset is a whole number, 0 or more');
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) throw new RangeError(`limit is 1 to ${MAX_LIMIT}`);
  const matching = all.filter(
    (record) =>
      (states === undefined || states.includes(record.state)) && (source === undefined || record.source === source),
  );
  return { total: matching.length, page: matching.slice(offset, offset + limit) };
}

/** A page of 100 copies with long paths stays readable, bytes: no history keeps the answer to a query. */
const READABLE_PAGE = 256 * 1024;

/** The page of copies that match. Throws a RangeError that says what is wrong with the filter. */
export function selectCopies(records: readonly CopyRecord[], filter: CopiesFilter | undefined): CopiesPage {
  const { total, page } = selectPage(records, filter);
  return fitReasons((reasonLength) => ({
    total,
    copies: packRecords(page, { reasonLength, readable: READABLE_PAGE }),
  }));
}
