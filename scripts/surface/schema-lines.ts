import type { z } from 'zod';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** An element of a list, and the value of any key of a map. */
const ANY_ELEMENT = '[]';
const ANY_KEY = '.*';

/**
 * A line for each key of a JSON Schema: its path, its type, whether it is required, its default and its values, such as
 * `targets[].required: boolean, default true`. Alternatives have lines of their own. Patterns and lengths are left out: they
 * say which values are accepted, and change more often than what a value means.
 */
export function schemaLines(schema: JsonSchema): string[] {
  return [...new Set(linesOf(schema, '', false))];
}

function linesOf(schema: JsonSchema, path: string, isRequired: boolean): string[] {
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].filter(isSchema);
  if (alternatives.length > 0) return alternatives.flatMap((each) => linesOf(each, path, isRequired));
  if (isForbidden(schema)) return [];
  const own = path === '' ? [] : [`${path}: ${describe(schema, isRequired)}`];
  return [...own, ...childLines(schema, path)];
}

function childLines(schema: JsonSchema, path: string): string[] {
  const { properties = {}, required = [], items, additionalProperties } = schema;
  const keys = Object.entries(properties).flatMap(([key, each]) =>
    isSchema(each) ? linesOf(each, path === '' ? key : `${path}.${key}`, required.includes(key)) : [],
  );
  const element = isSchema(items) ? linesOf(items, `${path}${ANY_ELEMENT}`, false) : [];
  const values = isSchema(additionalProperties) ? linesOf(additionalProperties, `${path}${ANY_KEY}`, false) : [];
  return [...keys, ...element, ...values];
}

function describe({ type, enum: values, const: value, default: byDefault }: JsonSchema, isRequired: boolean): string {
  const choices = values ?? (value === undefined ? undefined : [value]);
  return [
    choices === undefined ? (type ?? 'anything') : choices.map((each) => JSON.stringify(each)).join(' | '),
    ...(isRequired ? ['required'] : []),
    ...(byDefault === undefined ? [] : [`default ${JSON.stringify(byDefault)}`]),
  ].join(', ');
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `{"not": {}}`: a key that excludes another one. */
function isForbidden({ not }: JsonSchema): boolean {
  return isSchema(not) && Object.keys(not).length === 0;
}
