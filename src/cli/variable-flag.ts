/**
 * Reads `name=value`; the value may hold further equals signs, or nothing.
 *
 * @throws Error with a sentence.
 */
export function parseVariable(text: string): readonly [name: string, value: string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new Error('a variable is given as name=value, such as release=2026-12');
  return [text.slice(0, equals), text.slice(equals + 1)];
}

/**
 * The variables together.
 *
 * @throws Error when one is given twice: which one counts would be a guess.
 */
export function variables(pairs: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const names = pairs.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`--var ${twice} is given twice`);
  return Object.fromEntries(pairs);
}
