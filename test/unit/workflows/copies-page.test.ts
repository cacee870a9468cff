import { describe, expect, it } from 'vitest';
import { checkArgument } from '../../../src/controls/check-argument.js';
import { unpackRecords } from '../../../src/copies/packed-records.js';
import { type CopiesFilter, copiesQuery } from '../../../workflows/messages.js';
import { selectCopies } from '../../../workflows/region/copies-page.js';
import { record } from '../report/support/sample-report.js';

const RECORDS = Array.from({ length: 250 }, (_, n) =>
  record({ source: `edc-${n % 125}`, state: n % 5 === 0 ? 'failed' : 'ready' }),
);

function page(filter?: CopiesFilter) {
  const { total, copies } = selectCopies(RECORDS, filter);
  return { total, sources: unpackRecords(copies).map(({ source }) => source) };
}

describe('a page of copies', () => {
  it('is the first hundred by default', () => {
    expect(page()).toMatchObject({ total: 250, sources: { length: 100, 0: 'edc-0' } });
  });

  it('is filtered before it is cut, and has the number of matches on all pages', () => {
    expect(page({ states: ['failed'], limit: 3, offset: 1 })).toEqual({
      total: 50,
      sources: ['edc-5', 'edc-10', 'edc-15'],
    });
    expect(page({ source: 'edc-7' })).toEqual({ total: 2, sources: ['edc-7', 'edc-7'] });
    expect(page({ source: 'edc-5', states: ['ready'] })).toEqual({ total: 0, sources: [] });
    expect(page({ states: [] })).toEqual({ total: 0, sources: [] });
  });

  it('covers every copy once, page by page, and is empty beyond the last', () => {
    const all = [0, 100, 200, 300].flatMap((offset) => page({ offset }).sources);
    expect(all).toEqual(RECORDS.map(({ source }) => source));
    expect(page({ offset: 250 })).toEqual({ total: 250, sources: [] });
  });

  it.each([{ offset: -1 }, { offset: 0.5 }, { limit: 0 }, { limit: 2001 }, { limit: Number.NaN }, { limit: '5' }])(
    'rejects %o with a sentence',
    (filter) => {
      expect(checkArgument(copiesQuery.schema, filter)).toEqual({
        problem: expect.stringMatching(/^`(offset|limit)` must be (an integer|a number|at (least|most) \d+)/),
      });
    },
  );
});
