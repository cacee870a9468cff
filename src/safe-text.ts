/**
 * Characters that a terminal, a browser or an editor obeys or hides: control characters (C0, DEL, C1), format characters
 * (bidirectional controls, zero-width characters, tags), line and paragraph separators, and lone surrogates. For a class of
 * a regular expression.
 */
export const HIDDEN_CLASS = String.raw`\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}`;

const HIDDEN = new RegExp(`[${HIDDEN_CLASS}]`, 'gu');
/** The same without the line feed, which text of several lines needs. */
const HIDDEN_IN_LINES = new RegExp(`(?!\\n)[${HIDDEN_CLASS}]`, 'gu');
/** The same without our own colours as well. */
const HIDDEN_IN_COLOURS = new RegExp(`(?!\\n|\\x1b\\[[\\d;]*m)[${HIDDEN_CLASS}]`, 'gu');

const SHORT: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t` };

/**
 * Untrusted text on one line, for a terminal, a table cell or a label. What cannot be seen is shown as an escape sequence,
 * `\u001b`, not removed: a reader must see that it is there.
 */
export function printable(text: string): string {
  return text.replace(HIDDEN, (character) => SHORT[character] ?? escapeSequence(character));
}

/** The same for text whose line feeds are ours, such as a list of problems. */
export function printableLines(text: string): string {
  return text.replace(HIDDEN_IN_LINES, escapeSequence);
}

/** A value with every string in it made {@link printable}. Keys of maps are our own and stay. */
export function printableIn<T>(value: T): T {
  return mapped(value) as T;
}

function mapped(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return value.map(mapped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapped(each)]));
}

/** A value as JSON in which every character can be seen: JSON itself leaves all but C0 and lone surrogates as they are. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(HIDDEN_IN_LINES, escapeSequence);
}

/**
 * Whole output, just before it is written: the last defence of the terminal and of the build server that reads its log. Line
 * feeds stay, and so do colours where there are any.
 *
 * No line of it is a command to a build server. GitHub obeys a line that begins with `::`, after any white space; Azure
 * and an older form of GitHub obey `##[` and `##vso[` anywhere, and TeamCity `##teamcity[`. In JSON these can only be part of
 * a string, where the escape sequence stands for the same character.
 */
export function outputText(text: string, options: { readonly coloured: boolean }): string {
  return text
    .replace(options.coloured ? HIDDEN_IN_COLOURS : HIDDEN_IN_LINES, escapeSequence)
    .replace(/^([^\S\n]*):(?=:)/gmu, (_, before: string) => before + escapeSequence(':'))
    .replace(/#(?=\w*\[)/gu, (sign, at: number, whole: string) =>
      whole[at - 1] === '#' ? escapeSequence(sign) : sign,
    );
}

/** In UTF-16 units, as in JSON. */
function escapeSequence(character: string): string {
  return Array.from({ length: character.length }, (_, i) => character.charCodeAt(i))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
}
