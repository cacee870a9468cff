import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../src/payload/packing.js';
import type { SourceCache } from '../../../src/plan/expand-copies.js';
import { packSources, unpackSources } from '../../../src/plan/packed-sources.js';

const text = fc.string({ unit: 'grapheme' });
const source: fc.Arbitrary<SourceCache> = fc.record(
  { id: text, bucket: text, path: text, name: text, status: text, sizeGiB: fc.nat() },
  { requiredKeys: ['id', 'bucket', 'path', 'name', 'status'] },
);
const SHARED = { ...PLAIN, sharesText: true };

describe('packed sources', () => {
  it('come back as they were, through a payload, packed plainly or tightly', () => {
    fc.assert(
      fc.property(fc.array(source), fc.constantFrom(PLAIN, SHARED), (sources, packing) => {
        const packed = JSON.parse(JSON.stringify(packSources(sources, packing)));
        expect(unpackSources(packed)).toEqual(sources);
      }),
    );
  });

  it('are for people to read where they are few', () => {
    const sources = [{ id: 'edc-1', bucket: 'models', path: '/a', name: 'a', status: 'Available', sizeGiB: 7 }];
    expect(packSources(sources, PLAIN)).toEqual(sources);
  });

  it.each([
    ['a bucket', [['edc-1', 9, '/a', 'a', 0]]],
    ['a status', [['edc-1', 0, '/a', 'a', 9]]],
  ] as const)('are refused, never guessed at, with %s that was not packed with them', (_, rows) => {
    expect(() => unpackSources({ strings: ['models'], rows })).toThrow(RangeError);
  });
});
