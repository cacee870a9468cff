import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { integer, list, optional, parseQuery, required, tags } from '../../../src/simulator/wire.js';

const tagQuery = (count: number) =>
  Array.from({ length: count }, (_, index) => `Tag.${index + 1}.Key=k${index}`).join('&');

describe('the wire format', () => {
  it('reads any parameter back as it was sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        expect(parseQuery(`/?Name=${encodeURIComponent(value)}`).get('Name')).toBe(value);
      }),
    );
  });

  it('reads ids in the order of their numbers', () => {
    const query = parseQuery('/?DataCacheId.10=j&DataCacheId.2=b&DataCacheId.1=a&DataCacheId.x=no&DataCacheIdX.1=no');
    expect(list(query, 'DataCacheId')).toEqual(['a', 'b', 'j']);
  });

  it('treats an empty parameter as absent', () => {
    expect(optional(parseQuery('/?Bucket='), 'Bucket')).toBeUndefined();
    expect(() => required(parseQuery('/?RegionId='), 'RegionId')).toThrowError('RegionId is mandatory');
  });

  it('reads tags, with or without a value', () => {
    const query = parseQuery('/?Tag.1.Key=team&Tag.1.Value=inference&Tag.2.Key=empty');
    expect([...tags(query)]).toEqual([
      ['team', 'inference'],
      ['empty', ''],
    ]);
  });

  const badTags = ['Tag=x', 'Tag.1.key=k', 'Tag.1.Value=v', 'Tag.1.Key=&Tag.1.Value=v', 'Tag.1.Key=k&Tag.2.Key=k'];
  it.each(badTags)('rejects the tags of %s (trap 7)', (query) => {
    expect(() => tags(parseQuery(`/?${query}`))).toThrowError(/not valid|twice/);
  });

  it('rejects more than 20 tags', () => {
    expect(tags(parseQuery(`/?${tagQuery(20)}`)).size).toBe(20);
    expect(() => tags(parseQuery(`/?${tagQuery(21)}`))).toThrowError('At most 20 tags');
  });

  it.each(['0', '21', '-1', '1.5', 'x', '1e1', '9999999999'])('rejects %s if 1 to 20 is required', (text) => {
    expect(() => integer(parseQuery(`/?Limit=${text}`), 'Limit', 1, 20)).toThrowError('integer from 1 to 20');
  });

  it('reads integers', () => {
    expect(integer(parseQuery('/?Limit=20'), 'Limit', 1, 20)).toBe(20);
    expect(integer(parseQuery('/'), 'Limit', 1, 20)).toBeUndefined();
  });
});
