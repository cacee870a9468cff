import { array, type Arbitrary, constantFrom } from 'fast-check';

/** What a terminal, a browser, a parser or a build server would obey, and a few letters. */
const PIECES = [
  ...['\x00', '\x07', '\x1b', '\x1b[2J', '\x1b[31m', '\x1b]0;title\x07', '\x7f', '\x85', '\x9b2J', '\r', '\t', '\n'],
  ...['\u061C', '\u200E', '\u200F', '\u202A', '\u202E', '\u2066', '\u2069', '\u00AD'],
  ...['\u200B', '\u200D', '\u2060', '\uFEFF', '\u2028', '\u2029', '\uD800', '\uDC00', '\u{E0041}'],
  ...['::set-output name=exit-code::0', '\n::add-mask::a', '\n  ::stop-commands::x', '##[error]x', '##vso[task.x]'],
  ...['a', 'é', '数', ' ', '|', '`', '<b>', '"', '&', '%0A', ':', ',', '\\'],
];

/** Text as a plan or a service could contain it to mislead whoever reads it. */
export const hostileText: Arbitrary<string> = array(constantFrom(...PIECES), { minLength: 1, maxLength: 8 }).map(
  (pieces) => pieces.join(''),
);

const HIDDEN =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\u{e0000}-\u{e007f}]|[\ud800-\udfff]/u;
const COMMAND = /^\s*::|##\w*\[/;
const COLOUR = /\x1b\[\d*m/g;

/**
 * What in an output would be obeyed or hidden: characters other than tabs, line feeds and, where there may be any, colours,
 * and lines that are commands to a build server. Empty is right.
 *
 * @param ours a line that is one of our own commands.
 */
export function obeyed(
  output: string,
  { coloured = false, ours }: { readonly coloured?: boolean; readonly ours?: RegExp } = {},
): string[] {
  return output
    .split('\n')
    .filter((line) => ours?.test(line) !== true)
    .filter((line) => HIDDEN.test(coloured ? line.replace(COLOUR, '') : line) || COMMAND.test(line))
    .map((line) => JSON.stringify(line));
}

/** A value with hostile text in place of every string, except those with these keys. */
export function withText<T>(value: T, text: string, except: ReadonlySet<string>): T {
  const replaced = (each: unknown): unknown => {
    if (typeof each === 'string') return text;
    if (Array.isArray(each)) return each.map(replaced);
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(
      Object.entries(each).map(([key, inner]) => [key, except.has(key) ? inner : replaced(inner)]),
    );
  };
  return replaced(value) as T;
}
