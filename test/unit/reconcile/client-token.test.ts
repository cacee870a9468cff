import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CopyIdentity, clientToken } from '../../../src/reconcile/client-token.js';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const identity: fc.Arbitrary<CopyIdentity> = fc.record({
  sourceRegion: text,
  source: text,
  region: text,
  bucket: text,
  path: text,
  generation: fc.nat(),
});

const FIELDS = ['sourceRegion', 'source', 'region', 'bucket', 'path'] as const;

describe('the client token of a copy', () => {
  it('never changes between versions: a change would buy every copy again', () => {
    const copy = {
      sourceRegion: 'cn-hongkong',
      source: 'edc-bp15l4vvys94oo0000',
      region: 'cn-beijing',
      bucket: 'models',
      path: '/llama-3',
    };
    expect(clientToken({ ...copy, generation: 0 })).toBe(
      'er1-aae7b0dfea04924e281970e17c22191ac64283cbfc7d128ab4c2fb851125',
    );
    expect(clientToken({ ...copy, generation: 1 })).toBe(
      'er1-a71680974c18236e94d12a02146fd4550ff63908115510484be0c70c3592',
    );
  });

  it('is ASCII and at most 64 characters for any names', () => {
    fc.assert(
      fc.property(identity, (copy) => {
        expect(clientToken(copy)).toMatch(/^er1-[0-9a-f]{60}$/);
      }),
    );
  });

  it('depends only on the identity, not on other fields or their order', () => {
    fc.assert(
      fc.property(identity, fc.dictionary(fc.string(), fc.string()), (copy, others) => {
        const { generation, path, bucket, region, source, sourceRegion } = copy;
        const reordered = { ...others, generation, path, bucket, region, source, sourceRegion };
        expect(clientToken(reordered)).toBe(clientToken(copy));
      }),
    );
  });

  it.each(FIELDS)('changes with %s', (field) => {
    fc.assert(
      fc.property(identity, text, (copy, other) => {
        fc.pre(other !== copy[field]);
        expect(clientToken({ ...copy, [field]: other })).not.toBe(clientToken(copy));
      }),
    );
  });

  it('changes with the generation', () => {
    fc.assert(
      fc.property(identity, fc.nat(), (copy, generation) => {
        fc.pre(generation !== copy.generation);
        expect(clientToken({ ...copy, generation })).not.toBe(clientToken(copy));
      }),
    );
  });

  it('keeps adjacent fields apart', () => {
    const marks = fc.constantFrom('', '"', '","', '\\', ',', '[', ']', '\u0000', 'a', '/');
    const awkward = fc.array(marks, { maxLength: 4 }).map((parts) => parts.join(''));
    const awkwardIdentity: fc.Arbitrary<CopyIdentity> = fc.record({
      sourceRegion: awkward,
      source: awkward,
      region: awkward,
      bucket: awkward,
      path: awkward,
      generation: fc.nat(2),
    });
    fc.assert(
      fc.property(awkwardIdentity, awkwardIdentity, (a, b) => {
        const same = FIELDS.every((field) => a[field] === b[field]) && a.generation === b.generation;
        expect(clientToken(a) === clientToken(b)).toBe(same);
      }),
      { numRuns: 1000 },
    );
    const moved = { sourceRegion: 'a', source: 'b', region: 'c', bucket: 'de', path: 'f', generation: 0 };
    expect(clientToken(moved)).not.toBe(clientToken({ ...moved, bucket: 'd', path: 'ef' }));
  });
});
