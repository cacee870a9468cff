import { type Document, isScalar, Lexer, LineCounter, Parser, visit } from 'yaml';
import { type Problem, shown } from './problem.js';

/** UTF-8 bytes. */
const MAX_BYTES = 1_048_576;

/** Brackets, keys and entries that are open at one place. A plan has about 25. */
const MAX_OPEN = 100;

/** The largest plan, 2,000 caches with a destination each, has about 120,000, counting punctuation and spaces. */
const MAX_LEXEMES = 300_000;

/** More than any plan needs, and too few to make a small text large. */
const MAX_ALIASES = 50;

/**
 * A problem if YAML text is larger or deeper than any plan, otherwise `undefined`.
 *
 * The composer in `parseDocument` is recursive, and text such as `[[[[…` can crash the process in it. The lexer and the
 * parser, which come before it, have a stack of their own, whose depth is checked here.
 */
export function textLimits(text: string): Problem | undefined {
  if (text.length > MAX_BYTES || new TextEncoder().encode(text).length > MAX_BYTES) {
    return { path: [], message: 'the plan is larger than 1 MiB' };
  }

  const lines = new LineCounter();
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const exceeded = (message: string): Problem => {
    const { line, col } = lines.linePos(parser.offset);
    return { path: [], message, line, column: col };
  };

  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    // Only the parser's stack matters; its tokens are discarded.
    for (const _ of parser.next(lexeme)) continue;
    lexemes += 1;
    if (parser.stack.length > MAX_OPEN) return exceeded('the plan is nested too deeply');
    if (lexemes > MAX_LEXEMES) return exceeded('the plan has too many keys and values');
  }
  return undefined;
}

/** What the YAML parser accepts but a plan must not have: duplicate keys, many aliases, tags, YAML 1.1. */
export function structureProblems(document: Document, lines: LineCounter): Problem[] {
  const problems: Problem[] = [];
  const report = (offset: number | undefined, message: string): void => {
    const { line, col } = lines.linePos(offset ?? 0);
    problems.push({ path: [], message, line, column: col });
  };

  // In YAML 1.1, `yes` and `no` are booleans and `010` is octal: the plan would have another meaning.
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
    // The parser's own check compares every pair of keys, which takes minutes for 1 MiB of keys.
    Map(_key, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name)) report(key.range?.[0], `duplicate key ${shown(name)}: keep one of them`);
        seen.add(name);
      }
    },
  });
  return problems;
}
