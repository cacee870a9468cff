import { Lexer, LineCounter, Parser } from 'yaml';
import type { Problem } from './problem.js';

/** UTF-8 bytes. */
const MAX_BYTES = 1_048_576;

/** Open brackets, keys and entries at one place; a plan has some 25. */
const MAX_OPEN = 100;

/** Of the largest plan, 2,000 caches with a destination each, every mark and space counted, there are some 120,000. */
const MAX_LEXEMES = 300_000;

/**
 * A problem when YAML text is larger or deeper than any plan; `undefined` when it is not.
 *
 * The composer behind `parseDocument` recurses, and text such as `[[[[…` can end the whole process in it. The lexer and
 * the parser before it keep their own stack, which is watched here.
 */
export function textBounds(text: string): Problem | undefined {
  if (text.length > MAX_BYTES || new TextEncoder().encode(text).length > MAX_BYTES) {
    return { path: [], message: 'the plan is larger than 1 MiB' };
  }

  const lines = new LineCounter();
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const beyond = (message: string): Problem => {
    const { line, col } = lines.linePos(parser.offset);
    return { path: [], message, line, column: col };
  };

  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    // Only the stack matters: the tokens themselves are dropped.
    for (const _ of parser.next(lexeme)) continue;
    lexemes += 1;
    if (parser.stack.length > MAX_OPEN) return beyond('the plan is nested too deeply');
    if (lexemes > MAX_LEXEMES) return beyond('the plan has too many keys and values');
  }
  return undefined;
}
