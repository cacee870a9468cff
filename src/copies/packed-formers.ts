import type { FormerCopy } from './copy-record.js';

/** Former copies as one short text, `id:generation:F:source`: F of a Failed one, the source where it is another's. */
export function packFormers(formers: readonly FormerCopy[] | undefined, source: string): string | null {
  if (formers === undefined || formers.length === 0) return null;
  return formers.map((former) => packFormer(former, source)).join(',');
}

/** The reverse of {@link packFormers}. */
export function unpackFormers(
  packed: string | number | null | undefined,
  source: string,
): readonly FormerCopy[] | undefined {
  return typeof packed === 'string' ? packed.split(',').map((text) => unpackFormer(text, source)) : undefined;
}

function packFormer(former: FormerCopy, source: string): string {
  const { id, generation, status } = former;
  const parts = [encodeURIComponent(id), generation, status === 'Failed' ? 'F' : ''];
  if (former.source !== source) parts.push(encodeURIComponent(former.source));
  return parts.join(':');
}

function unpackFormer(text: string, source: string): FormerCopy {
  const [id = '', generation = '', status, other] = text.split(':');
  return {
    id: decodeURIComponent(id),
    source: other === undefined ? source : decodeURIComponent(other),
    generation: Number(generation),
    ...(status === 'F' ? { status: 'Failed' } : {}),
  };
}
