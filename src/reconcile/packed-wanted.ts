import type { Packing } from '../payload/packing.js';
import { PlaceColumns } from '../payload/place-columns.js';
import { StringTable } from '../payload/string-table.js';
import type { WantedCopy } from './survey-verdict.js';

/** Wanted copies as they travel in payloads: as they are, or, where they are many, a row each and each bucket once. */
export type PackedWanted = readonly WantedCopy[] | WantedRows;

interface WantedRows {
  readonly buckets: readonly string[];
  readonly rows: readonly (readonly [source: string, bucket: number, path: string, name: string])[];
}

export function packWanted(wanted: readonly WantedCopy[], { sharesText }: Packing): PackedWanted {
  if (!sharesText) return wanted.map(({ source, bucket, path, name }) => ({ source, bucket, path, name }));
  const [table, places] = [new StringTable(), new PlaceColumns()];
  const rows = wanted.map((copy) => [copy.source, ...places.pack(copy, table, sharesText)] as const);
  return { buckets: table.strings, rows };
}

/** The reverse of {@link packWanted}. Throws a RangeError on rows that it did not write. */
export function unpackWanted(packed: PackedWanted): readonly WantedCopy[] {
  if (!('rows' in packed)) return packed;
  const places = new PlaceColumns();
  return packed.rows.map(([source, ...place]) => ({ source, ...places.unpack(place, packed.buckets) }));
}
