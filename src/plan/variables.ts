import { isJsonMap } from './json-document.js';
import { didYouMean, type PlanPath, type Problem, shown } from './problem.js';

/** Values by name. `null`: the variable has no value, which is reported at its declaration. */
export type Variables = ReadonlyMap<string, string | null>;

/** The values of a plan's variables. Values given at the start take precedence over declared values. */
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
  const problems: Problem[] = [];
  const unresolved: PlanPath[] = [];

  const walk = (inner: unknown, path: PlanPath): unknown => {
    if (typeof inner === 'string') return replace(inner, path);
    if (Array.isArray(inner)) return inner.map((entry, i) => walk(entry, [...path, i]));
    if (!isJsonMap(inner)) return inner;
    return Object.fromEntries(
      Object.entries(inner).flatMap(([key, entry]) => {
        // zod silently drops this key, so it is rejected here.
        if (key !== '__proto__') return [[key, walk(entry, [...path, key])]];
        problems.push({ path: [...path, key], at: 'key', message: PROTO });
        return [];
      }),
    );
  };

  const replace = (text: string, path: PlanPath): string => {
    const messages: string[] = [];
    let isComplete = true;
    const replaced = text.replaceAll(REFERENCE, (written: string, name: string | undefined) => {
      if (written === '$${') return '${';
      const found = name === undefined ? undefined : vars.get(name);
      if (typeof found === 'string') return found;
      isComplete = false;
      if (found === undefined) messages.push(undefinedMessage(name, [...vars.keys()]));
      return written;
    });
    if (!isComplete) unresolved.push(path);
    problems.push(...messages.map((message) => ({ path, message })));
    return replaced;
  };

  return { value: walk(value, []), problems, unresolved };
}

const PROTO = '`__proto__` is not allowed as a key';

/** An escape, a reference with its name, or the start of a malformed reference. */
const REFERENCE = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_-]*)\})?/g;

function undefinedMessage(name: string | undefined, names: readonly string[]): string {
  if (name === undefined) return '`${` starts a variable: write `${name}`, or `$${` for a literal `${`';
  return `variable ${shown(name)} is not declared in the plan's \`vars\`${didYouMean(name, names)}`;
}

function declarationMessage(name: string, value: unknown): string | undefined {
  if (name === '__proto__') return PROTO;
  if (value === null) {
    return `variable ${shown(name)} has no value: set it with \`--var ${name}=…\`, or in \`vars\` of the run's input`;
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return `the value of variable ${shown(name)} must be a string: put it in quotes, as "${String(value)}"`;
  }
  if (typeof value === 'string' && value.replaceAll('$${', '').includes('${')) {
    return `the value of variable ${shown(name)} cannot use another variable; write \`$\${\` for a literal \`\${\``;
  }
  // The schema reports any other type.
  return undefined;
}

function unescape(text: string): string {
  return text.replaceAll('$${', '${');
}
