import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextColumn } from '../../../src/payload/text-column.js';

/** Many of them begin and end as others do, and some look as if they were packed. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc
    .tuple(fc.constantFrom('/models/llama-3/', '0~~', '12~3~', '😀😀😀'), fc.string(), fc.constantFrom('', '/weights'))
    .map((parts) => parts.join('')),
);

describe('a column of texts', () => {
  it('comes back as it was, in JSON too, whatever the texts', () => {
    fc.assert(
      fc.property(fc.array(text), fc.boolean(), (texts, shares) => {
        const [packing, unpacking] = [new TextColumn(), new TextColumn()];
        const packed = texts.map((one) => packing.pack(one, shares));
        const read: string[] = JSON.parse(JSON.stringify(packed));
        expect(read.map((one) => unpacking.unpack(one))).toEqual(texts);
      }),
    );
  });

  it('says of a path only what the one before does not', () => {
    const column = new TextColumn();
    const paths = ['/models/llama-3/8b/weights', '/models/llama-3/70b/weights', '/models/llama-3/70b/weights', '/qwen'];
    expect(paths.map((path) => column.pack(path, true))).toEqual([
      '/models/llama-3/8b/weights',
      '16~9~70',
      '27~~',
      '/qwen',
    ]);
  });

  it('is as it is for people to read, but for a text that looks packed', () => {
    const column = new TextColumn();
    expect(['/a/b/c/d', '/a/b/c/e', '3~~x'].map((path) => column.pack(path, false))).toEqual([
      '/a/b/c/d',
      '/a/b/c/e',
      '0~~3~~x',
    ]);
  });

  it('is refused, never guessed at, where it refers to more than there was', () => {
    const column = new TextColumn();
    column.unpack('/models');
    expect(() => column.unpack('5~3~x')).toThrow(RangeError);
  });
});
