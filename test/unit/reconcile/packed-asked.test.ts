import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../src/payload/packing.js';
import { packAsked, unpackAsked } from '../../../src/reconcile/packed-asked.js';
import type { AskedCopy } from '../../../src/reconcile/prunable.js';

const text = fc.string({ unit: 'grapheme', minLength: 1 });
const asked: fc.Arbitrary<AskedCopy> = fc.oneof(
  fc.record({ source: text }),
  fc.record({ source: text, bucket: text, path: text }),
);

describe('packed asked copies', () => {
  it('come back as they were, also those whose place is not known, packed plainly or tightly', () => {
    const packing = fc.constantFrom(PLAIN, { ...PLAIN, sharesText: true });
    fc.assert(
      fc.property(fc.array(asked), packing, (copies, how) => {
        expect(unpackAsked(JSON.parse(JSON.stringify(packAsked(copies, how))))).toEqual(copies);
      }),
    );
  });
});
