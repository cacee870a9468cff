import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageOf, type PageRequest } from '../../../src/simulator/operations/paging.js';
import type { StoredCache } from '../../../src/simulator/stored-cache.js';

const caches = (count: number): StoredCache[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `edc-${index}`,
    region: 'cn-x',
    bucket: 'models',
    path: `/${index}`,
    name: 'n',
    sizeGiB: 1,
    tags: new Map(),
    sequence: 10 + 3 * index,
    createdAt: 0,
    course: { kind: 'placed', status: 'Available' },
  }));

/** The ids of all pages. `between` says what exists at the next page. */
function readAll(
  found: StoredCache[],
  paging: PageRequest['paging'],
  size: number,
  between = (now: StoredCache[]) => now,
) {
  const ids: string[] = [];
  let now = found;
  let token: string | undefined;
  do {
    const page = pageOf(now, { paging, size, token });
    ids.push(...page.caches.map(({ id }) => id));
    token = page.nextToken;
    now = between(now);
  } while (token !== undefined);
  return ids;
}

const paging = fc.constantFrom('cursor' as const, 'offset' as const);

describe('the pages of a listing', () => {
  it('hold every cache once while nothing changes', () => {
    fc.assert(
      fc.property(paging, fc.nat(70), fc.integer({ min: 1, max: 20 }), (how, count, size) => {
        const found = caches(count);
        expect(readAll(found, how, size)).toEqual(found.map(({ id }) => id));
      }),
    );
  });

  it.each([
    ['cursor', ['edc-0', 'edc-1', 'edc-2', 'edc-3', 'edc-4']],
    ['offset', ['edc-0', 'edc-1', 'edc-3', 'edc-4']],
  ] as const)('by %s are %j when the first cache is deleted after the first page', (how, expected) => {
    let page = 0;
    const deleteFirst = (now: StoredCache[]) => {
      page += 1;
      return page === 1 ? now.slice(1) : now;
    };
    expect(readAll(caches(5), how, 2, deleteFirst)).toEqual(expected);
  });

  it.each(['cursor', 'offset'] as const)('by %s reject the token of another listing', (how) => {
    const other = how === 'cursor' ? 'offset' : 'cursor';
    const { nextToken: token } = pageOf(caches(3), { paging: other, size: 1, token: undefined });
    expect(() => pageOf(caches(3), { paging: how, size: 1, token })).toThrowError('NextToken');
  });
});
