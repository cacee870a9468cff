import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairwise } from '../../support/pairwise.js';

const options = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
  fc.nat(4).map((last) => Array.from({ length: last + 1 }, (_, option) => option)),
  { maxKeys: 8 },
);

describe('pairwise', () => {
  it('covers every pair of options, with one option for each question in every row', () => {
    fc.assert(
      fc.property(options, (lists) => {
        const rows = pairwise(lists);
        const questions = Object.keys(lists);
        for (const row of rows) {
          expect(Object.keys(row)).toEqual(questions);
          for (const question of questions) expect(lists[question]).toContain(row[question]);
        }
        for (const a of questions) {
          for (const b of questions) {
            const wanted = (lists[a] ?? []).flatMap((x) =>
              a === b ? [`${x} ${x}`] : (lists[b] ?? []).map((y) => `${x} ${y}`),
            );
            expect([...new Set(rows.map((row) => `${row[a]} ${row[b]}`))].toSorted()).toEqual(wanted.toSorted());
          }
        }
      }),
    );
  });

  it('gives the same rows for the same options', () => {
    fc.assert(
      fc.property(options, (lists) => {
        expect(pairwise(lists)).toEqual(pairwise({ ...lists }));
      }),
    );
  });

  it('needs few rows: 20 for ten questions with three options, of 59,049 combinations', () => {
    const lists = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`q${n}`, ['x', 'y', 'z']]));
    expect(pairwise(lists).length).toBeLessThanOrEqual(20);
  });
});
