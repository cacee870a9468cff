import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isJsonMap } from '../../../src/plan/json-document.js';
import { planJsonSchema } from '../../../src/plan/plan-json-schema.js';

const page = readFileSync(new URL('../../../docs/plan.md', import.meta.url), 'utf8');
const [table = ''] = page.split('\n## ');

/** The rows of the table of keys, by path. */
const rows = new Map([...table.matchAll(/^\| `([^`]+)` *\|.*$/gm)].map(([row, path = '']) => [path, row]));

/** Every key of the schema by path, with its default. */
const keys = new Map<string, unknown>();
collect(planJsonSchema(), '');

function collect(node: unknown, path: string): void {
  if (!isJsonMap(node)) return;
  const properties = isJsonMap(node['properties']) ? node['properties'] : {};
  for (const [name, property] of Object.entries(properties)) {
    // A key that one alternative forbids belongs to another one.
    if (!isJsonMap(property) || 'not' in property) continue;
    const inner = path === '' ? name : `${path}.${name}`;
    keys.set(inner, property['default']);
    collect(property, inner);
  }
  const alternatives = Array.isArray(node['anyOf']) ? node['anyOf'] : [];
  for (const alternative of alternatives) collect(alternative, path);
  collect(node['items'], `${path}[]`);
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
const withDefault = [...keys].filter(([, value]) => isScalar(value));

describe('docs/plan.md', () => {
  it('has a row for every key of the schema, and for no other', () => {
    expect(new Set(rows.keys())).toEqual(new Set(keys.keys()));
  });

  it('lists each key once', () => {
    expect([...table.matchAll(/^\| `/gm)]).toHaveLength(rows.size);
  });

  it('finds defaults to compare', () => {
    expect(withDefault.length).toBeGreaterThan(15);
  });

  it.each(withDefault)('gives the default of %s, %s', (path, value) => {
    expect(rows.get(path)).toContain(`Default: ${String(value)}.`);
  });

  it('gives the type of every key', () => {
    expect([...rows.values()].filter((row) => !/^\| `[^|]+\| [^|]*\w[^|]*\| /.test(row))).toEqual([]);
  });
});
