import type { Packing } from '../payload/packing.js';
import { PlaceColumns } from '../payload/place-columns.js';
import { StringTable } from '../payload/string-table.js';
import type { SourceCache } from './expand-copies.js';

/** Sources as they travel in payloads: as they are, or, where they are many, a row each and strings that repeat kept once. */
export type PackedSources = readonly SourceCache[] | SourceRows;

interface SourceRows {
  /** Buckets and statuses, by index. */
  readonly strings: readonly string[];
  readonly rows: readonly SourceRow[];
}

type SourceRow = readonly [
  id: string,
  bucket: number,
  path: string,
  name: string,
  status: number,
  /** Absent where the service told none. */
  sizeGiB?: number | undefined,
];

export function packSources(sources: readonly SourceCache[], { sharesText }: Packing): PackedSources {
  if (!sharesText) return sources;
  const [table, places] = [new StringTable(), new PlaceColumns()];
  const rows = sources.map(
    (source): SourceRow => [
      source.id,
      ...places.pack(source, table, sharesText),
      table.index(source.status),
      ...(source.sizeGiB === undefined ? ([] as const) : ([source.sizeGiB] as const)),
    ],
  );
  return { strings: table.strings, rows };
}

/** The reverse of {@link packSources}. Throws a RangeError on rows that it did not write. */
export function unpackSources(packed: PackedSources): readonly SourceCache[] {
  if (!('rows' in packed)) return packed;
  const { strings, rows } = packed;
  const places = new PlaceColumns();
  return rows.map(([id, bucket, path, name, index, sizeGiB]) => {
    const status = strings[index];
    if (status === undefined) throw new RangeError('a packed source has a status that was not packed with it');
    const size = sizeGiB === undefined ? {} : { sizeGiB };
    return { id, ...places.unpack([bucket, path, name], strings), status, ...size };
  });
}
