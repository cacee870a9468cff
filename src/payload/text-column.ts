/** A text that is told by the one before: how much of its beginning, how much of its end (none when empty), and the rest. */
const SHARED = /^(\d+)~(\d*)~/;

/**
 * Texts of one column, of which the next often begins and ends as the last one does: two thousand paths of a bucket are
 * mostly one path. One object packs a column, or unpacks it, from its first row to its last.
 */
export class TextColumn {
  private former = '';

  /** @param shares false: as it is, for people to read. */
  pack(text: string, shares: boolean): string {
    const { former } = this;
    this.former = text;
    const start = shares ? sharedStart(former, text) : 0;
    const end = shares ? sharedEnd(former, text, start) : 0;
    const mark = `${start}~${end === 0 ? '' : end}~`;
    if (start + end > mark.length) return mark + text.slice(start, text.length - end);
    return SHARED.test(text) ? `0~~${text}` : text;
  }

  /** Throws a RangeError on a text that refers to more than there was. */
  unpack(packed: string): string {
    const { former } = this;
    this.former = unpackText(packed, former);
    return this.former;
  }
}

function unpackText(packed: string, former: string): string {
  const [mark, first, last] = SHARED.exec(packed) ?? [];
  if (mark === undefined) return packed;
  const [start, end] = [Number(first), Number(last)];
  if (start + end > former.length) throw new RangeError('a packed text refers to more than the one before it has');
  return former.slice(0, start) + packed.slice(mark.length) + former.slice(former.length - end);
}

function sharedStart(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let count = 0;
  while (count < most && one[count] === other[count]) count += 1;
  return count;
}

/** @param start what both begin with is not counted again. */
function sharedEnd(one: string, other: string, start: number): number {
  const most = Math.min(one.length, other.length) - start;
  let count = 0;
  while (count < most && one[one.length - 1 - count] === other[other.length - 1 - count]) count += 1;
  return count;
}
