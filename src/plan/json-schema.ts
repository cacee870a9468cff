import { z } from 'zod';
import { planSchema } from './schema.js';

const REFERENCE = '|\\$\\{[^}]*\\}';

/** The plan's JSON Schema (draft 2020-12), for editors: it knows every key, type and default, not the checks between keys. */
export function planJsonSchema(): z.core.JSONSchema.JSONSchema {
  const { $schema, ...schema } = z.toJSONSchema(planSchema, {
    io: 'input',
    target: 'draft-2020-12',
    override: ({ jsonSchema, path }) => {
      const { pattern } = jsonSchema;
      // An editor sees the plan before its variables are replaced. A pattern comes here once for each wrapper around it.
      if (pattern === undefined || pattern.endsWith(REFERENCE) || path.at(-1) === 'propertyNames') return;
      jsonSchema.pattern = pattern + REFERENCE;
    },
  });
  return {
    ...($schema === undefined ? {} : { $schema }),
    $id: 'urn:eci-replicator:plan:1',
    title: 'eci-replicator plan',
    description: 'What to replicate: source data caches, target regions, and how to wait, retry and give up.',
    ...schema,
  };
}
