import { type Document, isScalar, Lexer, Parser, Scalar, visit } from 'yaml';
import { oddCharacterHint } from '../../odd-characters.js';
import type { Positions } from './positions.js';
import { type Problem, shown } from '../problem.js';

/** UTF-8 bytes. */
const MAX_BYTES = 1_048_576;

/** Brackets, keys and entries that are open at one place. A plan has about 25. */
const MAX_OPEN = 100;

/** The largest plan, 2,000 caches with a destination each, has about 120,000, counting punctuation and spaces. */
const MAX_LEXEMES = 150_000;

/** Escapes in quoted text, such as `\u4e2d`. The parser makes an error of each that is wrong. */
const MAX_ESCAPES = 20_000;

/** More than any plan needs, and too few to make a small text large. */
const MAX_ALIASES = 50;

/** Whether YAML text is larger than a plan may be. Checked before anything reads it. */
export function isTooLong(text: string): boolean {
  return text.length > MAX_BYTES || new TextEncoder().encode(text).length > MAX_BYTES;
}

/**
 * A problem if YAML text is deeper or has more pieces than any plan, otherwise `undefined`.
 *
 * The composer in `parseDocument` is recursive, and text such as `[[[[…` can crash the process in it. The lexer and the
 * parser, which come before it, have a stack of their own, whose depth is checked here.
 */
export function textLimits(text: string, positions: Positions): Problem | undefined {
  const parser = new Parser();
  const exceeded = (message: string): Problem => ({ path: [], message, ...positions.at(parser.offset) });

  let lexemes = 0;
  let escapes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    // Only the parser's stack matters; its tokens are discarded.
    for (const _ of parser.next(lexeme)) continue;
    lexemes += 1;
    escapes += lexeme.startsWith('"') ? lexeme.split('\\').length - 1 : 0;
    if (parser.stack.length > MAX_OPEN) return exceeded('the plan is nested too deeply');
    if (lexemes > MAX_LEXEMES) return exceeded('the plan has too many keys and values');
    if (escapes > MAX_ESCAPES) return exceeded('the plan has too many escapes in quoted text');
  }
  return undefined;
}

/** What the YAML parser accepts but a plan must not have: duplicate keys, many aliases, merge keys, tags, YAML 1.1. */
export function structureProblems(document: Document, positions: Positions): Problem[] {
  const problems: Problem[] = [];
  const report = (offset: number | undefined, message: string): void => {
    problems.push({ path: [], message, ...positions.at(offset ?? 0) });
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
        if (name === '<<' && key.type === Scalar.PLAIN) report(key.range?.[0], MERGE_KEY);
        else if (seen.has(name)) report(key.range?.[0], `duplicate key ${shown(name)}: keep one of them`);
        seen.add(name);
      }
    },
  });
  return problems;
}

const MERGE_KEY = 'merge keys (`<<`) are not supported, as they are not part of YAML 1.2: write the keys out';

/** Why a line may not be YAML: an odd character that looks like its punctuation. An empty string: no such character. */
export function lineHint(positions: Positions, line: number): string {
  // The parser may stop only at the line after the fault. In a comment any character is welcome.
  for (const candidate of [line, line - 1]) {
    const [written = ''] = positions.line(candidate).split(/(?:^|\s)#/, 1);
    const hint = oddCharacterHint(written, `line ${candidate}`);
    if (hint !== '') return hint;
  }
  return '';
}
