import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CompressedList, packedCount, packList, unpackList } from '../../../src/payload/packed-list.js';
import { payloadBytes } from '../../../src/payload/payload-size.js';

const KIB = 1024;
const ALWAYS = 0;

const item = fc.record({
  id: fc.string({ unit: 'grapheme' }),
  size: fc.double({ noNaN: true }),
  parts: fc.array(fc.string()),
});
const throughPayload = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const compressed = (json: string | Uint8Array, count = 1): CompressedList => ({
  count,
  gzip: gzipSync(json).toString('base64'),
});
const LONG = Array.from({ length: 2_000 }, (_, n) => ({ id: `edc-${n}`, path: `/models/llama-3/${n}` }));

/** Bytes of gzip after a change. */
function changed(list: readonly object[], change: (bytes: Buffer) => Buffer): CompressedList {
  const { count, gzip } = compressed(JSON.stringify(list), list.length);
  return { count, gzip: change(Buffer.from(gzip, 'base64')).toString('base64') };
}

describe('a packed list', () => {
  it('comes back as it was, small or compressed', () => {
    fc.assert(
      fc.property(fc.array(item), fc.constantFrom(undefined, ALWAYS), (list, readable) => {
        const packed = throughPayload(packList(list, readable));
        expect(unpackList(packed)).toEqual(throughPayload(list));
        expect(packedCount(packed)).toBe(list.length);
      }),
    );
  });

  it('is plain JSON up to 64 KiB, and names its length above', () => {
    const small = [{ text: 'x'.repeat(63 * KIB) }];
    expect(packList(small)).toBe(small);
    const large = [{ text: 'x'.repeat(65 * KIB) }];
    expect(packList(large)).toEqual({ count: 1, gzip: expect.any(String) });
    expect(payloadBytes(packList(large))).toBeLessThan(KIB);
  });

  it('is gzip that any other tool expands, and the same at any time', () => {
    const packed = packList(LONG);
    const { gzip } = packed as CompressedList;
    expect(JSON.parse(gunzipSync(Buffer.from(gzip, 'base64')).toString())).toEqual(LONG);
    expect(packList(structuredClone(LONG))).toEqual(packed);
  });

  it('reads what other tools compress', () => {
    expect(unpackList(compressed(JSON.stringify(LONG), LONG.length))).toEqual(LONG);
  });

  it.each([
    ['no list', { count: 1 }],
    ['no object', undefined],
    ['the rows of an earlier version', { base: 0, strings: [], rows: [] }],
    ['items that are not objects', ['edc-1']],
    ['an item that is null', [null]],
    ['text that is not base64', { count: 1, gzip: 'a gzip!' }],
    ['bytes that are not gzip', { count: 1, gzip: Buffer.from('x'.repeat(40)).toString('base64') }],
    ['nothing', { count: 0, gzip: '' }],
    ['text that is not JSON', compressed('[{')],
    ['text that is not UTF-8', compressed(Uint8Array.of(0x5b, 0xff, 0x5d))],
    ['an object', compressed('{}')],
    ['more items than it declares', compressed('[{},{}]')],
    ['compressed items that are not objects', compressed('[1]')],
    ['a missing end', changed(LONG, (bytes) => bytes.subarray(0, 900))],
    ['a missing part', changed(LONG, (bytes) => Buffer.concat([bytes.subarray(0, 900), bytes.subarray(-8)]))],
    ['a wrong checksum', changed(LONG, (bytes) => bytes.fill(0, bytes.length - 8, bytes.length - 4))],
    ['a damaged middle', changed(LONG, (bytes) => bytes.fill(0xff, 400, 500))],
  ])('is rejected, never guessed at: %s', (_, packed) => {
    expect(() => unpackList(packed as CompressedList)).toThrow(RangeError);
  });

  it('stops at 32 MiB, however far its bytes expand and whatever size they declare', () => {
    const bytes = gzipSync(Buffer.alloc(48 * KIB * KIB, 'x'));
    const declaring = (size: number) => {
      bytes.writeUInt32LE(size, bytes.length - 4);
      return { count: 1, gzip: bytes.toString('base64') };
    };
    for (const size of [48 * KIB * KIB, KIB]) {
      expect(() => unpackList(declaring(size))).toThrow('it holds more than 33554432 bytes');
    }
  });

  it('leaves a list as it is that could not be expanded again', () => {
    const list = [{ text: 'x'.repeat(33 * KIB * KIB) }];
    expect(packList(list)).toBe(list);
  });
});
