import type { StringTable } from './string-table.js';
import { TextColumn } from './text-column.js';

/** Where a data cache is mounted, and its name. */
export interface Place {
  readonly bucket: string;
  readonly path: string;
  readonly name: string;
}

type PackedPlace = readonly [bucket: number, path: string, name: string];

/** Packs the places of a list, or unpacks them, from its first row to its last: the bucket is told by its index. */
export class PlaceColumns {
  private readonly paths = new TextColumn();
  private readonly names = new TextColumn();

  pack({ bucket, path, name }: Place, table: StringTable, sharesText: boolean): PackedPlace {
    return [table.index(bucket), this.paths.pack(path, sharesText), this.names.pack(name, sharesText)];
  }

  /** Throws a RangeError on a place that was not packed with these strings, or after other rows. */
  unpack([index, path, name]: PackedPlace, strings: readonly string[]): Place {
    const bucket = strings[index];
    if (bucket === undefined) throw new RangeError('a packed place names a bucket that was not packed with it');
    return { bucket, path: this.paths.unpack(path), name: this.names.unpack(name) };
  }
}
