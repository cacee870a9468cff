import { gzip, Inflate } from 'pako';
import { z } from 'zod';
import { decodeBase64, encodeBase64 } from './base64.js';

/**
 * A list in a payload. A small list is plain JSON that people can read in Temporal's UI and with its CLI; a large list is
 * compressed. Any Temporal client can read both without configuration.
 */
export type Packed<T extends object> = readonly T[] | CompressedList;

export interface CompressedList {
  /** The number of items. */
  readonly count: number;
  /** The list as JSON, gzipped, in base64: `base64 -d | gunzip` shows it. */
  readonly gzip: string;
}

/** What may be a packed list. Whether it can be expanded shows only when it is. */
export const packedSchema = z.union([
  z.array(z.looseObject({})),
  z.object({ count: z.int().min(0), gzip: z.string() }),
]);

/** The largest JSON that stays readable, bytes. */
const READABLE = 64 * 1024;
/** The largest JSON that is compressed or expanded, bytes: 64 full payloads. */
const MAX_EXPANDED = 32 * 1024 * 1024;
/**
 * The workflow sandbox looks a global such as `Math` up anew each time, which takes longer than the work itself. The classic
 * hash needs none. Higher levels take twice as long for 8 %.
 */
const COMPRESSION = { level: 3, legacyHash: true };
/** Of zlib: the largest window, and gzip only. */
const GZIP_WINDOW = 15 + 16;

/**
 * Packs a list. The same list gives the same bytes at any time. A list too large to be expanded again stays as it is: it is
 * larger than any payload.
 *
 * @param readable the largest JSON that stays readable, bytes; default 64 KiB.
 */
export function packList<T extends object>(list: readonly T[], readable = READABLE): Packed<T> {
  const json = new TextEncoder().encode(JSON.stringify(list));
  if (json.length <= readable || json.length > MAX_EXPANDED) return list;
  return { count: list.length, gzip: encodeBase64(gzip(json, COMPRESSION)) };
}

/**
 * The reverse of {@link packList}. Checks that it is a list of objects, and leaves it to the caller to check their fields.
 *
 * @throws RangeError on anything that `packList` did not write.
 */
export function unpackList<T extends object>(packed: Packed<T>): readonly T[] {
  const list: unknown = isCompressed(packed) ? expand(packed) : packed;
  if (!Array.isArray(list) || !list.every(isObject)) throw new RangeError('the payload is not a packed list');
  return list as readonly object[] as readonly T[];
}

/** The number of items, without expanding the list. */
export function packedCount(packed: Packed<object>): number {
  return isCompressed(packed) ? packed.count : packed.length;
}

function isCompressed(packed: unknown): packed is CompressedList {
  return isObject(packed) && 'gzip' in packed && typeof packed.gzip === 'string';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function expand({ count, gzip: text }: CompressedList): unknown {
  let list: unknown;
  try {
    list = JSON.parse(gunzip(decodeBase64(text)));
  } catch (error) {
    throw new RangeError(`the packed list cannot be expanded: ${String(error)}`, { cause: error });
  }
  if (!Array.isArray(list) || list.length !== count) {
    throw new RangeError(`the packed list does not have the ${count} items that it declares`);
  }
  return list;
}

/** Expands gzip piece by piece, so that a small payload cannot fill the memory. */
function gunzip(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let [text, size] = ['', 0];
  const inflate = new Inflate({ windowBits: GZIP_WINDOW });
  inflate.onData = (piece) => {
    size += piece.length;
    if (size > MAX_EXPANDED) throw new RangeError(`it holds more than ${MAX_EXPANDED} bytes`);
    text += decoder.decode(piece, { stream: true });
  };
  inflate.push(bytes, true);
  if (!inflate.ended || inflate.err !== 0) throw new RangeError(inflate.msg || 'it is incomplete');
  return text + decoder.decode();
}
