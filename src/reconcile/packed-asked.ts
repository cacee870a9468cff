import type { Packing } from '../payload/packing.js';
import { packWanted, type PackedWanted, unpackWanted } from './packed-wanted.js';
import type { AskedCopy } from './prunable.js';

/** Asked copies as they travel in payloads: as they are, or, where they are many, a row each. */
export type PackedAsked = readonly AskedCopy[] | Extract<PackedWanted, { rows: unknown }>;

export function packAsked(asked: readonly AskedCopy[], packing: Packing): PackedAsked {
  const places = asked.map(({ source, bucket = '', path = '' }) => ({ source, bucket, path, name: '' }));
  const packed = packWanted(places, packing);
  return 'rows' in packed ? packed : asked;
}

/** The reverse of {@link packAsked}. Throws a RangeError on rows that it did not write. */
export function unpackAsked(packed: PackedAsked): readonly AskedCopy[] {
  if (!('rows' in packed)) return packed;
  return unpackWanted(packed).map(({ source, bucket, path }) => (path === '' ? { source } : { source, bucket, path }));
}
