import type { DeletedCopies } from './copy-record.js';

/** What was deleted for a copy as one short text, `ms since base:id:id…`. */
export function packDeleted(deleted: DeletedCopies | undefined, base: number): string | null {
  if (deleted === undefined) return null;
  return [deleted.at - base, ...deleted.ids.map(encodeURIComponent)].join(':');
}

/** The reverse of {@link packDeleted}. */
export function unpackDeleted(packed: string | number | null | undefined, base: number): DeletedCopies | undefined {
  if (typeof packed !== 'string') return undefined;
  const [at, ...ids] = packed.split(':');
  return { at: Number(at) + base, ids: ids.map(decodeURIComponent) };
}
