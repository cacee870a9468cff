/** A byte order mark at the start of UTF-16, least significant byte first or last. */
const MARKS = { 'UTF-16LE': [0xff, 0xfe], 'UTF-16BE': [0xfe, 0xff] } as const;

/**
 * The text of a file, which must be UTF-8. A byte order mark at its start is dropped.
 *
 * Any other encoding is refused: to replace what cannot be read would change names and paths without a word.
 *
 * @returns the text, or why there is none as the end of a sentence: `is not UTF-8: …`.
 */
export function decodeText(bytes: Uint8Array): { text: string } | { problem: string } {
  const utf16 = utf16Of(bytes);
  if (utf16 !== undefined) {
    return { problem: `is ${utf16}, not UTF-8: save it as UTF-8, or convert it with \`iconv -f ${utf16} -t UTF-8\`` };
  }
  const text = decoded(bytes);
  if (text !== undefined) return { text };
  const where = `line ${firstBadLine(bytes)} has bytes of another encoding`;
  const fix = 'save it as UTF-8, or convert it, for example with `iconv -f GBK -t UTF-8`';
  return { problem: `is not UTF-8, as ${where}: ${fix}` };
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    // TextDecoder has no other way to report bytes that are not UTF-8.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** UTF-16 may have no mark. Then every other byte of ASCII characters, such as those of the plan's keys, is zero. */
function utf16Of(bytes: Uint8Array): keyof typeof MARKS | undefined {
  const [first, second] = bytes;
  if (first === MARKS['UTF-16LE'][0] && second === MARKS['UTF-16LE'][1]) return 'UTF-16LE';
  if (first === MARKS['UTF-16BE'][0] && second === MARKS['UTF-16BE'][1]) return 'UTF-16BE';
  if (bytes.length < 2 || bytes.length % 2 !== 0) return undefined;
  if (first !== 0 && second === 0) return 'UTF-16LE';
  return first === 0 && second !== 0 ? 'UTF-16BE' : undefined;
}

/** From 1. No byte of a UTF-8 sequence is a line feed, so each line can be decoded by itself. */
function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    if (decoded(bytes.subarray(start, end)) === undefined) return line;
    line += 1;
    start = end + 1;
  }
  return line;
}
