import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../src/payload/packing.js';
import { packWanted, unpackWanted } from '../../../src/reconcile/packed-wanted.js';

const text = fc.string({ unit: 'grapheme' });
const wanted = fc.record({ source: text, bucket: text, path: text, name: text });

describe('packed wanted copies', () => {
  it('come back as they were, through a payload, packed plainly or tightly', () => {
    const packing = fc.constantFrom(PLAIN, { ...PLAIN, sharesText: true });
    fc.assert(
      fc.property(fc.array(wanted), packing, (copies, how) => {
        expect(unpackWanted(JSON.parse(JSON.stringify(packWanted(copies, how))))).toEqual(copies);
      }),
    );
  });

  it('are refused, never guessed at, with a bucket that was not packed with them', () => {
    expect(() => unpackWanted({ buckets: [], rows: [['edc-1', 0, '/a', 'a']] })).toThrow(RangeError);
  });
});
