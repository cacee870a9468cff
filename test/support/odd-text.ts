/** Texts that break what reads, compares, prints or sends them. */
export const ODD_TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'line\nbreak\r',
  '\u001b[2J\u0007',
  'half \uD800 pair',
  '\uDC00x',
  '\u202Eevil\u200B',
  '\uFEFF',
  '__proto__',
  'constructor',
  'x'.repeat(200_000),
];

/** YAML's own punctuation, in pieces. */
export const YAML_PIECES: readonly string[] = [
  '\n',
  '\t',
  ': ',
  '- ',
  '? ',
  '[',
  ']',
  '{',
  '}',
  '&a ',
  '*a',
  '!!x ',
  '"',
  "'",
  '#',
];
