import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../../src/plan/text/decode-text.js';

const bytes = (text: string, encoding: BufferEncoding): Uint8Array => new Uint8Array(Buffer.from(text, encoding));

describe('the text of a file', () => {
  it('is its UTF-8, without a byte order mark', () => {
    expect(decodeText(bytes('name: 大模型\n', 'utf8'))).toEqual({ text: 'name: 大模型\n' });
    expect(decodeText(bytes('\ufeffversion: 1\n', 'utf8'))).toEqual({ text: 'version: 1\n' });
    expect(decodeText(new Uint8Array())).toEqual({ text: '' });
  });

  it('is any well-formed text that was written as UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!text.includes('\0'));
        expect(decodeText(bytes(text, 'utf8'))).toEqual({ text });
      }),
    );
  });

  it.each([
    [
      'Latin-1',
      bytes('version: 1\n# \u00e9t\u00e9\n', 'latin1'),
      'is not UTF-8, as line 2 has bytes of another encoding',
    ],
    ['GBK in its last line', bytes('a: 1\nb: \u00c4\u00e3', 'latin1'), 'is not UTF-8, as line 2 has'],
    ['UTF-16 with a mark', bytes('\ufeffversion: 1\n', 'utf16le'), 'is UTF-16LE, not UTF-8'],
    ['UTF-16 without a mark', bytes('version: 1\n', 'utf16le'), 'is UTF-16LE, not UTF-8'],
    [
      'big-endian UTF-16',
      new Uint8Array(Buffer.from('\ufeffversion: 1\n', 'utf16le').swap16()),
      'is UTF-16BE, not UTF-8',
    ],
    [
      'big-endian UTF-16 without a mark',
      new Uint8Array(Buffer.from('version: 1\n', 'utf16le').swap16()),
      'is UTF-16BE',
    ],
  ])('is not guessed: %s', (_title, given, words) => {
    const decoded = decodeText(given);
    expect(decoded).toEqual({ problem: expect.stringContaining(words) });
    expect(decoded).toEqual({ problem: expect.stringContaining('save it as UTF-8') });
  });
});
