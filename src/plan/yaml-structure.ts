import { type Document, isScalar, type LineCounter, visit } from 'yaml';
import type { Problem } from './problem.js';
import { shown } from './shown.js';

/** More than any plan needs, and too few to make a small text large. */
const MAX_ALIASES = 50;

/** What the YAML parser lets pass and a plan may not have: duplicate keys, many aliases, tags, YAML 1.1. */
export function structureProblems(document: Document, lines: LineCounter): Problem[] {
  const problems: Problem[] = [];
  const report = (offset: number | undefined, message: string): void => {
    const { line, col } = lines.linePos(offset ?? 0);
    problems.push({ path: [], message, line, column: col });
  };

  // Its `yes` and `no` are booleans and its `010` is octal: the plan would mean something else.
  if (document.directives?.yaml.version === '1.1') report(0, 'a plan is YAML 1.2: remove the %YAML directive');
  for (const { pos, message } of document.warnings) report(pos[0], `YAML: ${message}`);

  let aliases = 0;
  visit(document, {
    Alias(_key, alias) {
      aliases += 1;
      if (aliases <= MAX_ALIASES) return undefined;
      report(alias.range?.[0], `a plan can use at most ${MAX_ALIASES} YAML aliases`);
      return visit.BREAK;
    },
    // The parser's own check compares every key with every other: minutes, for one MiB of keys.
    Map(_key, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name)) report(key.range?.[0], `key ${shown(name)} is here twice: keep one of them`);
        seen.add(name);
      }
    },
  });
  return problems;
}
