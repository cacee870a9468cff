import { printable } from '../safe-text.js';
import { documentLimits, isJsonMap, PLAN } from './json-document.js';
import { formatPath, type PlanPath } from './problem.js';
import { resolveVariables, substitute } from './variables.js';

/** A plan as written, and what it was started or scheduled with. */
export interface WrittenPlan {
  readonly document: unknown;
  readonly vars?: Readonly<Record<string, string>> | undefined;
  /** Only these target regions. */
  readonly regions?: readonly string[] | undefined;
}

/** More are only counted. */
const MAX_CHANGES = 20;
/** Characters of a value. */
const LONGEST_VALUE = 60;

/**
 * What differs between two plans, by key, in the order of the keys: `copy.retentionDays: 30 → 20`. Two digests only say that
 * something does. Compared are the plans as written, with their variables replaced; `vars` and `schedule` are left out, as
 * they are of the digest.
 */
export function planChanges(from: WrittenPlan, to: WrittenPlan): string[] {
  const [before, after] = [valuesOf(from), valuesOf(to)];
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
  const more = changed.length - MAX_CHANGES;
  return [
    ...changed
      .slice(0, MAX_CHANGES)
      .map((key) => printable(`${key}: ${cut(before.get(key) ?? 'none')} → ${cut(after.get(key) ?? 'none')}`)),
    ...(more > 0 ? [`and ${more} more changes`] : []),
  ];
}

/** Every value of a plan as text, by its place. */
function valuesOf({ document, vars, regions }: WrittenPlan): Map<string, string> {
  const values = new Map<string, string>();
  if (!isJsonMap(document) || documentLimits(document, PLAN) !== undefined) return values;
  const { vars: declared, schedule: _schedule, ...plan } = document;
  collect(substitute(plan, resolveVariables(declared, vars).vars).value, [], values);
  if (regions !== undefined) values.set('only the regions', regions.join(', '));
  return values;
}

function collect(value: unknown, path: PlanPath, values: Map<string, string>): void {
  if (isJsonMap(value)) {
    for (const [key, each] of Object.entries(value)) collect(each, [...path, key], values);
  } else if (Array.isArray(value) && value.some((each) => typeof each === 'object')) {
    value.forEach((each, i) => collect(each, itemPath(path, each, i), values));
  } else {
    values.set(formatPath(path), Array.isArray(value) ? value.join(', ') : String(value));
  }
}

/** A target or a source is found by its name: another one before it would make it look changed. */
function itemPath(path: PlanPath, item: unknown, index: number): PlanPath {
  const { region, id } = isJsonMap(item) ? item : {};
  const name = [region, id].find((each) => typeof each === 'string');
  return name === undefined ? [...path, index] : [...path.slice(0, -1), `${path.at(-1) ?? ''}[${name}]`];
}

function cut(text: string): string {
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
}
