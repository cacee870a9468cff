import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Pair, Scalar, visit, type YAMLMap } from 'yaml';
import type { Positions } from './positions.js';
import type { PlanPath, Position } from '../problem.js';
import type { Written } from '../variables.js';

/** Finds the position of a path in the text: of its value, or of its last key. */
export type Locate = (path: PlanPath, at?: 'key') => Position | undefined;

/** Finds the positions and texts of paths in a document. Each part of the document is walked at most once. */
export function planLocator(document: Document, positions: Positions): { locate: Locate; written: Written } {
  const step = stepper(document);

  return {
    /** If the path is not in the document, the position of the innermost map that would contain it. */
    locate(path, at) {
      let offset = startOf(document.contents);
      let node: unknown = document.contents;
      for (const [i, name] of path.entries()) {
        const found = step(node, name);
        if (found === undefined) break;
        node = found.value;
        // An empty value has no position of its own.
        offset = (at === 'key' && i === path.length - 1 ? found.key : startOf(node)) ?? found.key ?? offset;
      }
      return offset === undefined ? undefined : positions.at(offset);
    },
    written(path) {
      let node: unknown = document.contents;
      for (const name of path) node = step(node, name)?.value;
      return isScalar(node) && node.type === Scalar.PLAIN ? node.source : undefined;
    },
  };
}

interface Step {
  readonly value: unknown;
  /** The offset of the key. */
  readonly key: number | undefined;
}

/** Returns a function from a node to one of its children. */
function stepper(document: Document): (node: unknown, name: string | number) => Step | undefined {
  const pairs = new WeakMap<YAMLMap, ReadonlyMap<unknown, Pair>>();
  const pairsOf = (map: YAMLMap): ReadonlyMap<unknown, Pair> => {
    const known =
      pairs.get(map) ?? new Map(map.items.map((pair) => [isScalar(pair.key) ? pair.key.value : null, pair]));
    pairs.set(map, known);
    return known;
  };

  let targets: ReadonlyMap<unknown, unknown> | undefined;
  const resolved = (node: unknown): unknown => {
    if (!isAlias(node)) return node;
    targets ??= aliasTargets(document);
    return targets.get(node);
  };

  return (given, name) => {
    const node = resolved(given);
    if (isSeq(node) && typeof name === 'number') {
      const value = node.items[name];
      return value === undefined ? undefined : { value, key: startOf(value) };
    }
    if (!isMap(node)) return undefined;
    const pair = pairsOf(node).get(name);
    return pair === undefined ? undefined : { value: pair.value, key: startOf(pair.key) };
  };
}

/** What each alias refers to: the last node before it that has its anchor. */
function aliasTargets(document: Document): ReadonlyMap<unknown, unknown> {
  const anchors = new Map<string, unknown>();
  const targets = new Map<unknown, unknown>();
  visit(document, {
    Node(_key, node) {
      if (isAlias(node)) targets.set(node, anchors.get(node.source));
      else if ('anchor' in node && typeof node.anchor === 'string') anchors.set(node.anchor, node);
    },
  });
  return targets;
}

function startOf(node: unknown): number | undefined {
  const range = isNode(node) ? node.range : undefined;
  // A scalar without text has an empty range somewhere after its key.
  return range === undefined || range === null || range[0] === range[1] ? undefined : range[0];
}
