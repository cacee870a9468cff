import { isJsonMap, MAX_TEXT } from './json-document.js';
import { isIllFormed } from '../odd-characters.js';
import { type DidYouMean, type PlanPath, type Problem, ProblemList, shown, suggestions } from './problem.js';

/** Values by name. `null`: the variable has no value, which is reported at its declaration. */
export type Variables = ReadonlyMap<string, string | null>;

/** The text of a value as the file has it, if it is known: `2026.10`, where JSON has 2026.1. */
export type Written = (path: PlanPath) => string | undefined;

/** The values of a plan's variables. Values given at the start take precedence over declared values. */
export function resolveVariables(
  declared: unknown,
  given: Readonly<Record<string, string>> = {},
  written: Written = () => undefined,
): { vars: Variables; problems: Problem[] } {
  const entries = isJsonMap(declared) ? Object.entries(declared) : [];
  const names = entries.map(([name]) => name);
  const didYouMean = suggestions();
  const problems: Problem[] = [];
  const vars = new Map<string, string | null>();

  for (const [name, value] of entries) {
    const isGiven = Object.hasOwn(given, name);
    const chosen = isGiven ? given[name] : value;
    const path = ['vars', name];
    const message = isGiven ? givenMessage(name, chosen) : declarationMessage(name, value, written(path));
    if (message !== undefined) problems.push({ path, message });
    const usable = message === undefined && typeof chosen === 'string';
    vars.set(name, usable ? (isGiven ? chosen : unescape(chosen)) : null);
  }
  for (const name of Object.keys(given)) {
    if (vars.has(name)) continue;
    const message = `variable ${shown(name)} was given, but the plan's \`vars\` does not declare it${didYouMean(name, names)}`;
    problems.push({ path: ['vars'], at: 'key', message });
  }
  return { vars, problems };
}

/**
 * Replaces `${x}` in every string value with the variable's value, and `$${` with `${`. Inserted values are not scanned
 * again. Keys are not changed.
 *
 * `unresolved` has the paths of strings that could not be replaced completely. Other problems with them are not worth
 * reporting.
 */
export function substitute(
  value: unknown,
  vars: Variables,
): { value: unknown; problems: Problem[]; unresolved: PlanPath[] } {
  const list = new ProblemList();
  const unresolved: PlanPath[] = [];
  const names = [...vars.keys()];
  const didYouMean = suggestions();

  const walk = (inner: unknown, path: PlanPath): unknown => {
    if (typeof inner === 'string') return replaceIn(inner, path);
    if (Array.isArray(inner)) return inner.map((entry, i) => walk(entry, [...path, i]));
    if (!isJsonMap(inner)) return inner;
    return Object.fromEntries(
      Object.entries(inner).flatMap(([key, entry]) => {
        const message = keyMessage(key);
        if (message === undefined) return [[key, walk(entry, [...path, key])]];
        list.add(() => ({ path: [...path, key], at: 'key', message }));
        return [];
      }),
    );
  };

  const replaceIn = (text: string, path: PlanPath): string => {
    if (isIllFormed(text)) {
      list.add(() => ({ path, message: ILL_FORMED }));
      return text;
    }
    if (!text.includes('${')) return text;
    const { replaced, isComplete, undefinedNames } = replace(text, vars);
    if (!isComplete) unresolved.push(path);
    for (const name of undefinedNames) list.add(() => ({ path, message: undefinedMessage(name, names, didYouMean) }));
    if (replaced.length <= MAX_TEXT) return replaced;
    list.add(() => ({ path, message: tooLong() }));
    return text;
  };

  return { value: walk(value, []), problems: list.problems, unresolved };
}

/** Ends once the text is too long for a plan: a short text can become a very long one. */
function replace(
  text: string,
  vars: Variables,
): { replaced: string; isComplete: boolean; undefinedNames: ReadonlySet<string | undefined> } {
  const undefinedNames = new Set<string | undefined>();
  let replaced = '';
  let end = 0;
  let isComplete = true;
  for (const { 0: written, 1: name, index } of text.matchAll(REFERENCE)) {
    const found = written === '$${' ? '${' : name === undefined ? undefined : vars.get(name);
    if (found === undefined) undefinedNames.add(name);
    isComplete &&= typeof found === 'string';
    replaced += text.slice(end, index) + (found ?? written);
    end = index + written.length;
    if (replaced.length > MAX_TEXT) return { replaced, isComplete: false, undefinedNames };
  }
  return { replaced: replaced + text.slice(end), isComplete, undefinedNames };
}

const PROTO = '`__proto__` is not allowed as a key';

const ILL_FORMED = 'the text has half of a surrogate pair, which is not a character: remove it';

const tooLong = () => `the text has more than ${MAX_TEXT.toLocaleString('en')} characters with its variables replaced`;

/** An escape, a reference with its name, or the start of a malformed reference. */
const REFERENCE = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_-]*)\})?/g;

function keyMessage(key: string): string | undefined {
  // zod silently drops this key, so it is rejected here.
  if (key === '__proto__') return PROTO;
  return isIllFormed(key) ? ILL_FORMED : undefined;
}

function undefinedMessage(name: string | undefined, names: readonly string[], didYouMean: DidYouMean): string {
  if (name === undefined) return '`${` starts a variable: write `${name}`, or `$${` for a literal `${`';
  return `variable ${shown(name)} is not declared in the plan's \`vars\`${didYouMean(name, names)}`;
}

function givenMessage(name: string, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (isIllFormed(value)) return `the value of variable ${shown(name)}: ${ILL_FORMED}`;
  if (value.length <= MAX_TEXT) return undefined;
  return `the value of variable ${shown(name)} has more than ${MAX_TEXT.toLocaleString('en')} characters`;
}

function declarationMessage(name: string, value: unknown, written: string | undefined): string | undefined {
  const key = keyMessage(name);
  if (key !== undefined) return key;
  if (value === null) {
    return `variable ${shown(name)} has no value: set it with \`--var ${name}=…\`, or in \`vars\` of the run's input`;
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return `the value of variable ${shown(name)} must be a string: put it in quotes, as ${shown(written ?? String(value))}`;
  }
  if (typeof value === 'string' && isIllFormed(value)) return ILL_FORMED;
  if (typeof value === 'string' && value.replaceAll('$${', '').includes('${')) {
    return `the value of variable ${shown(name)} cannot use another variable; write \`$\${\` for a literal \`\${\``;
  }
  // The schema reports any other type.
  return undefined;
}

function unescape(text: string): string {
  return text.replaceAll('$${', '${');
}
