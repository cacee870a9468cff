import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

/** What a job or step may refer to, by context. */
export type GithubContexts = Readonly<Record<string, unknown>>;

/** The result so far, for `success()` and similar functions. */
export type SoFar = 'success' | 'failure';

/** Evaluates an `if`, with or without `${{ }}`. Without a status function, it also requires success so far. */
export function holds(condition: string | undefined, contexts: GithubContexts, soFar: SoFar): boolean {
  const bare = (condition ?? 'success()').replace(/^\$\{\{(.*)\}\}$/s, '$1').trim();
  const asked = /\b(success|failure|cancelled|always)\(\)/.test(bare) ? bare : `success() && (${bare})`;
  return evaluate(asked, contexts, soFar).coerceString() === 'true';
}

/** Evaluates every `${{ }}` in the text. */
export function filledIn(text: string, contexts: GithubContexts): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_whole, inner: string) =>
    evaluate(inner, contexts, 'success').coerceString(),
  );
}

function evaluate(expression: string, contexts: GithubContexts, soFar: SoFar): data.ExpressionData {
  const answers = { success: soFar === 'success', failure: soFar === 'failure', cancelled: false, always: true };
  const functions = Object.entries(answers).map(([name, answer]) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(answer),
  }));
  const { tokens } = new Lexer(expression.trim()).lex();
  const parsed = new Parser(tokens, Object.keys(contexts), functions).parse();
  const known = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  return new Evaluator(parsed, known, new Map(functions.map((each) => [each.name, each]))).evaluate();
}
