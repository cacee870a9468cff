import * as fc from 'fast-check';
import { ODD_TEXTS } from './odd-text.js';

/** One change of a JSON document. Which part it changes depends on the document: `pick` counts its parts. */
export interface Mutation {
  readonly pick: number;
  readonly operation: 'remove' | 'replace' | 'wrap' | 'repeat' | 'rename';
  readonly odd: unknown;
}

/** Values that are valid hardly anywhere: wrong types, odd numbers, and text that breaks what prints or sends it. */
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e308,
  ...ODD_TEXTS,
  '::set-output name=x::y',
  [],
  {},
  [[[]]],
  { __proto__: null, length: 3 },
];

export function oddValue(): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...ODD_VALUES) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 50 }) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
}

export function mutation(): fc.Arbitrary<Mutation> {
  return fc.record({
    pick: fc.nat(),
    operation: fc.constantFrom('remove', 'replace', 'replace', 'replace', 'wrap', 'repeat', 'rename'),
    odd: oddValue(),
  });
}

/** A copy of the document with one of its parts, or the whole, changed. */
export function mutated(document: unknown, change: Mutation): unknown {
  const parts = partsOf(document, []);
  const path = parts[change.pick % parts.length] ?? [];
  return changed(document, path, change);
}

type Path = readonly string[];

function partsOf(value: unknown, path: Path): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, part]) => partsOf(part, [...path, key]))];
}

function changed(value: unknown, [key, ...rest]: Path, change: Mutation): unknown {
  if (key === undefined) return replaced(value, change);
  const entries = Object.entries(value as object).flatMap(([name, part]): [string, unknown][] => {
    if (name !== key) return [[name, part]];
    if (rest.length > 0) return [[name, changed(part, rest, change)]];
    if (change.operation === 'remove') return [];
    if (change.operation === 'rename') return [[`${name}X`, part]];
    return [[name, replaced(part, change)]];
  });
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}

function replaced(value: unknown, { operation, odd }: Mutation): unknown {
  if (operation === 'wrap') return [value];
  if (operation === 'repeat') return Array.isArray(value) ? [...value, ...value] : [value, value];
  return odd;
}
