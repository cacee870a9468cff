import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, placeKey, spellings } from '../../src/spelling.js';

const segment = fc.string({
  unit: fc.constantFrom('a', 'B', 'é', 'e\u0301', '-', '.', ' ', 'ß'),
  minLength: 1,
  maxLength: 6,
});
const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => `/${segments.join('/')}`);
const place = fc.record({ bucket: segment, path });

/** The ways in which a service may write a place. */
const WAYS: Readonly<Record<string, (text: string) => string>> = {
  'a trailing slash': (text) => `${text}/`,
  'no leading slash': (text) => text.replace(/^\//, ''),
  'doubled slashes': (text) => text.replaceAll('/', '//'),
  'lower case': (text) => text.toLowerCase(),
  decomposed: (text) => text.normalize('NFD'),
  'percent-encoded': (text) => text.split('/').map(encodeURIComponent).join('/'),
};

describe('a place', () => {
  it.each(Object.entries(WAYS))('has one key, also with %s', (_, write) => {
    fc.assert(
      fc.property(place, (plain) => {
        expect(placeKey({ ...plain, path: write(plain.path) })).toBe(placeKey(plain));
      }),
    );
  });

  it('has another key than any other place', () => {
    expect(placeKey({ bucket: 'a', path: '/b/c' })).not.toBe(placeKey({ bucket: 'a/b', path: '/c' }));
    expect(placeKey({ bucket: 'a', path: '/llama-3' })).not.toBe(placeKey({ bucket: 'a', path: '/llama-30' }));
  });

  it('is first looked up as the plan writes it', () => {
    fc.assert(
      fc.property(place, (plain) => {
        const ways = spellings(plain);
        expect(ways[0]).toEqual(plain);
        expect(new Set(ways.map(placeKey))).toEqual(new Set([placeKey(plain)]));
      }),
    );
  });
});

describe('a text', () => {
  it('with a percent sign that encodes nothing stays as it is', () => {
    expect(canonical('100%')).toBe('100%');
  });
});
