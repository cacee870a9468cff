import { didYouMean } from './did-you-mean.js';
import { isJsonMap } from './json-map.js';
import type { Problem } from './problem.js';
import { shown } from './shown.js';

type Path = readonly (string | number)[];

/** A variable's value; `null` when it has none, which was reported where it is declared. */
export type Variables = ReadonlyMap<string, string | null>;

/** The values of a plan's variables: those given at the start, else those declared. */
export function resolveVariables(
  declared: unknown,
  given: Readonly<Record<string, string>> = {},
): { vars: Variables; problems: Problem[] } {
  const entries = isJsonMap(declared) ? Object.entries(declared) : [];
  const names = entries.map(([name]) => name);
  const problems: Problem[] = [];
  const vars = new Map<string, string | null>();

  for (const [name, value] of entries) {
    const chosen = Object.hasOwn(given, name) ? given[name] : value;
    const message = chosen === value ? declarationMessage(name, value) : undefined;
    if (message !== undefined) problems.push({ path: ['vars', name], message });
    const usable = message === undefined && typeof chosen === 'string';
    vars.set(name, usable ? (chosen === value ? unescape(chosen) : chosen) : null);
  }
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const message = `variable ${shown(name)} was given, but the plan's \`vars\` does not declare it${didYouMean(name, names)}`;
    problems.push({ path: ['vars'], at: 'key', message });
  }
  return { vars, problems };
}

/**
 * Replaces `${x}` in every string value by the variable's value, and `$${` by `${`. A value that was put in is not
 * looked at again. Keys are left as they are.
 *
 * `unresolved` are the paths of the strings that could not be replaced wholly: what else is wrong with them is not
 * worth telling.
 */
export function substitute(
  value: unknown,
  vars: Variables,
): { value: unknown; problems: Problem[]; unresolved: Path[] } {
  const problems: Problem[] = [];
  const unresolved: Path[] = [];

  const walk = (inner: unknown, path: Path): unknown => {
    if (typeof inner === 'string') return replace(inner, path);
    if (Array.isArray(inner)) return inner.map((entry, i) => walk(entry, [...path, i]));
    if (!isJsonMap(inner)) return inner;
    return Object.fromEntries(
      Object.entries(inner).flatMap(([key, entry]) => {
        // zod drops this key from a map without a word, so it is refused here.
        if (key !== '__proto__') return [[key, walk(entry, [...path, key])]];
        problems.push({ path: [...path, key], at: 'key', message: PROTO });
        return [];
      }),
    );
  };

  const replace = (text: string, path: Path): string => {
    const messages: string[] = [];
    let whole = true;
    const replaced = text.replaceAll(REFERENCE, (written: string, name: string | undefined) => {
      if (written === '$${') return '${';
      const found = name === undefined ? undefined : vars.get(name);
      if (typeof found === 'string') return found;
      whole = false;
      if (found === undefined) messages.push(undefinedMessage(name, [...vars.keys()]));
      return written;
    });
    if (!whole) unresolved.push(path);
    problems.push(...messages.map((message) => ({ path, message })));
    return replaced;
  };

  return { value: walk(value, []), problems, unresolved };
}

const PROTO = '`__proto__` cannot be a key of a plan';

/** An escape; or a reference with its name; or the beginning of one that is not well formed. */
const REFERENCE = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_-]*)\})?/g;

function undefinedMessage(name: string | undefined, names: readonly string[]): string {
  if (name === undefined) return '`${` begins a variable: write `${name}`, or `$${` for a plain `${`';
  return `variable ${shown(name)} is not declared in the plan's \`vars\`${didYouMean(name, names)}`;
}

function declarationMessage(name: string, value: unknown): string | undefined {
  if (name === '__proto__') return PROTO;
  if (value === null) {
    return `variable ${shown(name)} has no value: give it with \`--var ${name}=…\`, or in \`vars\` of the run's input`;
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return `the value of variable ${shown(name)} must be text: write it in quotes, as "${String(value)}"`;
  }
  if (typeof value === 'string' && value.replaceAll('$${', '').includes('${')) {
    return `the value of variable ${shown(name)} cannot use another variable; write \`$\${\` for a plain \`\${\``;
  }
  // Whatever else it is, the schema says what is wrong with it.
  return undefined;
}

function unescape(text: string): string {
  return text.replaceAll('$${', '${');
}
