import { HIDDEN_CLASS } from './safe-text.js';

/*
 * Characters that a plan is not meant to have: those that a person cannot see, and those that an input method types instead
 * of YAML's own punctuation.
 */

/** The part of a name or path that a copy may have: nothing that is invisible, for whoever writes it again would miss it. */
export const VISIBLE = `[^${HIDDEN_CLASS}]`;

const NAMES: Readonly<Record<string, string>> = {
  '\u00a0': 'a non-breaking space',
  '\u00ad': 'a soft hyphen',
  '\u200b': 'a zero-width space',
  '\u200c': 'a zero-width non-joiner',
  '\u200d': 'a zero-width joiner',
  '\u200e': 'a left-to-right mark',
  '\u200f': 'a right-to-left mark',
  '\u2013': 'an en dash',
  '\u2014': 'an em dash',
  '\u2018': 'a typographic quotation mark',
  '\u2019': 'a typographic quotation mark',
  '\u201c': 'a typographic quotation mark',
  '\u201d': 'a typographic quotation mark',
  '\u2028': 'a line separator',
  '\u2029': 'a paragraph separator',
  '\u2060': 'a word joiner',
  '\u3000': 'a full-width space',
  '\u3010': 'a full-width bracket',
  '\u3011': 'a full-width bracket',
  '\ufeff': 'a byte order mark',
  '\uff02': 'a full-width quotation mark',
  '\uff03': 'a full-width number sign',
  '\uff0c': 'a full-width comma',
  '\uff0d': 'a full-width hyphen',
  '\uff1a': 'a full-width colon',
  '\uff3b': 'a full-width bracket',
  '\uff3d': 'a full-width bracket',
  '\uff5b': 'a full-width brace',
  '\uff5d': 'a full-width brace',
};

const ODD = new RegExp(`[${Object.keys(NAMES).join('')}\\p{Cf}]`, 'u');

/** Which odd character a text has, as a clause: `; it has a full-width colon (U+FF1A)`. An empty string: none. */
export function oddCharacterHint(text: string, subject = 'it'): string {
  const found = ODD.exec(text)?.[0];
  if (found === undefined) return '';
  const code = `U+${hex(found.codePointAt(0) ?? 0)}`;
  return `; ${subject} has ${NAMES[found] ?? 'an invisible character'} (${code}): replace or remove it`;
}

/** Whether a text has half of a surrogate pair, which UTF-8 cannot express: the service would never be sent this text. */
export function isIllFormed(text: string): boolean {
  return /\p{Cs}/u.test(text);
}

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0');
}
