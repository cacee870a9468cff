import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type LineCounter } from 'yaml';

/** From 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds the place of a path in the text it came from: of its value, or of its last key. */
export type Locate = (path: readonly (string | number)[], at?: 'key') => Position | undefined;

/** A path that is not in the document is found at the innermost map that would hold it. */
export function locator(document: Document, lines: LineCounter): Locate {
  return (path, at) => {
    let offset = startOf(document.contents);
    let node: unknown = document.contents;
    for (const [i, step] of path.entries()) {
      if (isAlias(node)) node = node.resolve(document);
      const found = child(node, step);
      if (found === undefined) break;
      node = found.value;
      // An empty value has no place of its own.
      offset = (at === 'key' && i === path.length - 1 ? found.key : startOf(found.value)) ?? found.key ?? offset;
    }
    if (offset === undefined) return undefined;
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
}

function child(node: unknown, step: string | number): { value: unknown; key: number | undefined } | undefined {
  if (isSeq(node) && typeof step === 'number') {
    const value = node.items[step];
    return value === undefined ? undefined : { value, key: startOf(value) };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
  return pair === undefined ? undefined : { value: pair.value, key: startOf(pair.key) };
}

function startOf(node: unknown): number | undefined {
  const range = isNode(node) ? node.range : undefined;
  // A scalar without text has an empty range, somewhere after its key.
  return range === undefined || range === null || range[0] === range[1] ? undefined : range[0];
}
