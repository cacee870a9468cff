import { cutReason } from '../payload/cut-reason.js';
import type { Packing } from '../payload/packing.js';
import type { StringTable } from '../payload/string-table.js';
import type { EndedGeneration } from './copy-record.js';

type Packed = string | number | null;

/** Ended generations as one short text, `generation:id:code:reason`, the last two by the index of a string. */
export function packEnded(
  ended: readonly EndedGeneration[] | undefined,
  table: StringTable,
  packing: Packing,
): string | null {
  if (ended === undefined || ended.length === 0) return null;
  return ended
    .map(({ generation, id, code, reason }) =>
      [generation, encodeURIComponent(id ?? ''), table.index(code), table.indexIfAny(cutReason(reason, packing))].join(
        ':',
      ),
    )
    .join(',');
}

/** The reverse of {@link packEnded}. */
export function unpackEnded(
  packed: Packed | undefined,
  string: (index: Packed) => string | undefined,
): readonly EndedGeneration[] | undefined {
  if (typeof packed !== 'string') return undefined;
  return packed.split(',').map((text) => {
    const [generation = '', id = '', code = '', reason = ''] = text.split(':');
    return {
      generation: Number(generation),
      id: id === '' ? undefined : decodeURIComponent(id),
      code: string(Number(code)) ?? '',
      reason: reason === '' ? undefined : string(Number(reason)),
    };
  });
}
